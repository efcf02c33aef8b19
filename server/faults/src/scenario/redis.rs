//! Redis is emptied, killed, restarted, cut off, gone, silent.

use super::{WARM_UP, conduct, judged, seconds, struck};
use crate::{
    figures::Figures,
    harm::{Harm, To},
    journal::Step,
    proxy::Mode,
    report::Report,
    run::Settings,
};
use std::time::Duration;

/// What people do in peace between two harms; the first time it is what the others are compared with.
const BETWEEN: Duration = Duration::from_secs(20);

/// How long the shop may need to be ready after Redis is.
const BACK: Duration = Duration::from_secs(2);

/// How much later a page may come that needs no Redis, milliseconds.
const LATER_MS: u64 = 250;

/// Harms Redis in every way; it is gone, and silent, for so long each.
pub async fn harmed(settings: &Settings, away: Duration) -> anyhow::Result<Report> {
    conduct(settings, "Redis", async |run, report| {
        run.let_in();
        run.watch(WARM_UP).await;
        let before = run.watch(BETWEEN).await;
        // Emptied first: what was put into carts later has to survive the rest.
        let way = |mode, time| Harm::Way(To::Redis, mode, time);
        let harms = [
            Harm::FlushRedis,
            Harm::KillRedis,
            Harm::RestartRedis,
            Harm::Cut(To::Redis),
            way(Mode::Refuse, away),
            way(Mode::Blackhole, away / 2),
        ];
        let mut struck_ones = Vec::new();
        for harm in harms {
            struck_ones.push((harm, struck(run, harm).await?));
            run.watch(BETWEEN).await;
        }
        let verdict = run.judge().await?;

        let browsing = |during| Figures::of(&verdict.lines, &[during], |asked| asked.step.is_browsing());
        let usual = browsing(before);
        for (harm, (during, back)) in struck_ones {
            let pages = browsing(during);
            let all_shown = pages.asked > 0 && pages.failed == 0;
            report.must(format!("{harm}: goods not shown"), pages.failed_of_all(), "0", all_shown);
            let later = pages.p99_ms.saturating_sub(usual.p99_ms);
            let what = format!("{harm}: goods shown later, p99");
            report.must(what, format!("{later} ms"), "250 ms or less", pages.asked > 0 && later <= LATER_MS);
            let rest =
                Figures::of(&verdict.lines, &[during], |asked| !asked.step.is_browsing() && asked.step != Step::Count);
            let rude = rest.rude + rest.unanswered;
            let what = format!("{harm}: the rest, answered neither well nor with 503 and Retry-After");
            report.must(what, format!("{rude} of {}", rest.asked), "0", rest.asked > 0 && rude == 0);
            report.must(format!("{harm}: ready after it"), seconds(back), "2 s or less", back <= BACK);
        }
        judged(report, &verdict);
        Ok(())
    })
    .await
}
