//! `kill -9`, again and again.

use super::{WARM_UP, conduct, judged, seconds};
use crate::{
    harm::{self, Harm, strike_all},
    report::Report,
    run::Settings,
};
use std::time::Duration;

/// How long a process may take until it can work again, its start included.
const BACK: Duration = Duration::from_secs(5);

/// Kills processes every few seconds for so long.
pub async fn kills(settings: &Settings, time: Duration) -> anyhow::Result<Report> {
    conduct(settings, if settings.apart { "kills of services" } else { "kills" }, async |run, report| {
        run.let_in();
        run.watch(WARM_UP).await;
        let mut dice = run.dice.of("kills", 0);
        let schedule = harm::kills(&mut dice, run.settings.carrier, run.shop.instances.len(), time);
        let from_ms = run.journal.now_ms();
        let mut back = strike_all(run, &schedule).await?;
        let during = (from_ms, run.journal.now_ms());
        let verdict = run.judge().await?;

        let of_shop = schedule.iter().filter(|(_, harm)| matches!(harm, Harm::KillShop(_))).count();
        report.tell("processes killed, of the shop", format!("{}, {of_shop}", schedule.len()));
        let figures = verdict.placing(&[during]);
        report.tell("orders sent meanwhile, not answered or not done", figures.failed_of_all());
        back.sort_unstable();
        let longest = back.last().copied().unwrap_or_default();
        report.must("longest until ready again", seconds(longest), "5 s or less", longest <= BACK);
        judged(report, &verdict);
        Ok(())
    })
    .await
}
