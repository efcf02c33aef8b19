//! A process that listens comes and goes, so that work is dealt out anew all the time.

use super::{WARM_UP, conduct, judged};
use crate::{
    journal::{Fault, Line},
    process::Signal,
    report::Report,
    run::Settings,
};
use std::time::{Duration, Instant};

/// How long it stays, and how long it stays away, milliseconds.
const STAYS_MS: (u64, u64) = (500, 5000);

/// Starts and ends a further process, in order or by a kill, for so long.
pub async fn stormed(settings: &Settings, time: Duration) -> anyhow::Result<Report> {
    conduct(settings, "rebalance", async |run, report| {
        run.let_in();
        run.watch(WARM_UP).await;
        let mut dice = run.dice.of("rebalance", 0);
        let mut guest = run.shop.another()?;
        let (began, from_ms, mut times) = (Instant::now(), run.journal.now_ms(), 0);
        while began.elapsed() < time {
            guest.start().await?;
            run.watch(Duration::from_millis(dice.between(STAYS_MS.0, STAYS_MS.1))).await;
            if dice.happens(50) {
                guest.kill().await?
            } else {
                guest.end(Signal::Terminate).await?
            }
            run.watch(Duration::from_millis(dice.between(STAYS_MS.0, STAYS_MS.1))).await;
            times += 1;
        }
        let during = (from_ms, run.journal.now_ms());
        let name = format!("a third process came and went {times} times");
        run.journal.write(&Line::Fault(Fault { name, from_ms, to_ms: during.1, forgets_carts: false }))?;
        let verdict = run.judge().await?;

        report.tell("times that a third process came and went", times.to_string());
        let placing = verdict.placing(&[during]);
        report.must("orders that failed meanwhile", placing.failed_of_all(), "0", placing.failed == 0);
        judged(report, &verdict);
        Ok(())
    })
    .await
}
