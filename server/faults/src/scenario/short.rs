//! What every run of the tests can afford.

use super::{conduct, judged};
use crate::{
    harm::{self, Harm, To, strike_all},
    proxy::Mode,
    report::Report,
    run::Settings,
};
use std::time::Duration;

const KILLS: usize = 10;

/// How long what carries the events is silent.
const SILENT: Duration = Duration::from_secs(6);

/// Ten kills at twice the usual pace, then a silent bus.
pub async fn short(settings: &Settings) -> anyhow::Result<Report> {
    conduct(settings, "short", async |run, report| {
        run.let_in();
        run.watch(Duration::from_secs(3)).await;
        let mut dice = run.dice.of("kills", 0);
        let mut schedule = harm::kills(&mut dice, settings.carrier, run.shop.instances.len(), Duration::from_secs(600));
        schedule.truncate(KILLS);
        schedule.iter_mut().for_each(|(at, _)| *at /= 2);
        strike_all(run, &schedule).await?;
        Harm::Way(To::Bus, Mode::Blackhole, SILENT).strike(run).await?;
        let verdict = run.judge().await?;
        judged(report, &verdict);
        Ok(())
    })
    .await
}
