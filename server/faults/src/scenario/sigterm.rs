//! A rolling restart under load, many times over.

use super::{WARM_UP, conduct, judged, seconds};
use crate::{figures::Figures, process::Signal, report::Report, run::Settings};
use std::time::{Duration, Instant};

const RESTARTS: usize = 30;

/// How long a process may take to end.
const ENDS: Duration = Duration::from_secs(30);

/// Tells the processes to end, one after the other, and starts each again.
pub async fn restarted(settings: &Settings) -> anyhow::Result<Report> {
    let settings = crate::run::Settings { instances: settings.instances.max(2), ..settings.clone() };
    conduct(&settings, "SIGTERM", async |run, report| {
        run.let_in();
        run.watch(WARM_UP).await;
        let mut dice = run.dice.of("restarts", 0);
        let from_ms = run.journal.now_ms();
        let mut longest = Duration::ZERO;
        for number in 0..RESTARTS {
            let which = number % run.shop.instances.len();
            let began = Instant::now();
            run.shop.instances[which].end(Signal::Terminate).await?;
            longest = longest.max(began.elapsed());
            run.shop.instances[which].start().await?;
            run.watch(Duration::from_millis(dice.between(200, 2000))).await;
        }
        let to_ms = run.journal.now_ms();
        let verdict = run.judge().await?;

        let all = Figures::of(&verdict.lines, &[(from_ms, to_ms)], |_| true);
        report.tell("restarts, requests meanwhile", format!("{RESTARTS}, {}", all.asked));
        report.must("connections that broke", all.unanswered.to_string(), "0", all.unanswered == 0);
        report.must("requests that failed", all.failed.to_string(), "0", all.failed == 0);
        report.must("longest end, exit code 0", seconds(longest), "30 s or less", longest <= ENDS);
        judged(report, &verdict);
        Ok(())
    })
    .await
}
