//! PostgreSQL is restarted, killed, cut off, silent, far away.

use super::{WARM_UP, conduct, judged, seconds, struck};
use crate::{
    figures::Figures,
    harm::{Harm, To},
    proxy::Mode,
    report::Report,
    run::Settings,
};
use std::time::Duration;

/// How long each distance is tried.
const FAR: Duration = Duration::from_secs(20);

/// What people do in peace between two harms.
const BETWEEN: Duration = Duration::from_secs(10);

/// How long the shop may need to be ready after PostgreSQL is.
const BACK: Duration = Duration::from_secs(5);

/// Nobody waits for longer, milliseconds.
const LONGEST_MS: u64 = 10_000;

/// Harms PostgreSQL in every way; it is silent for so long.
pub async fn harmed(settings: &Settings, silent: Duration) -> anyhow::Result<Report> {
    conduct(settings, "PostgreSQL", async |run, report| {
        let way = |mode, time| Harm::Way(To::Postgres, mode, time);
        let half = |milliseconds: u64| Mode::Latency(Duration::from_millis(milliseconds / 2));
        let harms = [
            Harm::RestartPostgres,
            Harm::KillPostgres,
            Harm::Cut(To::Postgres),
            way(Mode::Blackhole, silent),
            way(half(50), FAR),
            way(half(200), FAR),
        ];
        run.let_in();
        run.watch(WARM_UP).await;
        let mut struck_ones = Vec::new();
        for harm in harms {
            struck_ones.push((harm, struck(run, harm).await?));
            run.watch(BETWEEN).await;
        }
        let verdict = run.judge().await?;

        for (harm, (during, back)) in struck_ones {
            let all = Figures::of(&verdict.lines, &[during], |_| true);
            let said = format!("{} of {}", all.failed, all.asked);
            report.tell(format!("{harm}: requests not done"), said);
            let rude = all.rude + all.unanswered;
            let what = format!("{harm}: answered neither well nor with 503 and Retry-After");
            report.must(what, format!("{rude} of {}", all.asked), "0", all.asked > 0 && rude == 0);
            let longest = format!("{} ms", all.longest_ms);
            report.must(format!("{harm}: longest request"), longest, "10 s or less", all.longest_ms <= LONGEST_MS);
            report.must(format!("{harm}: ready after it"), seconds(back), "5 s or less", back <= BACK);
        }
        judged(report, &verdict);
        Ok(())
    })
    .await
}
