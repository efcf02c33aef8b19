//! What is done in which order, what is measured, and what has to come of it.

mod bus;
mod kills;
mod planted;
mod poison;
mod postgres;
mod rebalance;
mod redis;
mod short;
mod sigterm;

pub use short::short;

use crate::{
    figures::Window,
    harm::Harm,
    report::Report,
    run::{Run, Settings, Verdict},
    stack::Carrier,
};
use clap::ValueEnum;
use std::time::Duration;

/// Shoppers come one by one, and a program that was just started has everything to load: neither is measured.
const WARM_UP: Duration = Duration::from_secs(10);

/// A harm that passes at once is watched for so long, so that there are requests to judge it by.
const MEASURED: Duration = Duration::from_secs(20);

/// A story of harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// Processes are killed every few seconds: of the shop, PostgreSQL, Redis, the broker.
    Kills,
    /// The same while every slice is a process of its own.
    Apart,
    /// What carries the events is away: for half a minute and for five.
    KafkaGone,
    /// PostgreSQL is restarted, killed, silent, far away.
    Postgres,
    /// Redis is killed, gone, silent, emptied.
    Redis,
    /// The shop is restarted, process by process, while people buy.
    Sigterm,
    /// Another process that listens comes and goes.
    Rebalance,
    /// Events that nobody can read or handle.
    Poison,
    /// Errors are planted into what a run has left, and have to be found.
    Planted,
    /// One after the other.
    All,
}

impl Scenario {
    /// The stories that this one is made of.
    fn parts(self) -> Vec<Self> {
        match self {
            Self::All => Self::value_variants().iter().copied().filter(|scenario| *scenario != Self::All).collect(),
            one => vec![one],
        }
    }

    /// Plays it. `time` is how long the harm lasts, where a story leaves that open.
    pub async fn play(self, settings: &Settings, time: Option<Duration>) -> anyhow::Result<Report> {
        let mut all = Report::default();
        for part in self.parts() {
            eprintln!("{} over {}", part.word(), settings.carrier.word());
            let lasting = |seconds| time.unwrap_or(Duration::from_secs(seconds));
            let report = match part {
                Self::Kills => kills::kills(settings, lasting(180)).await,
                Self::Apart => kills::kills(&Settings { apart: true, ..settings.clone() }, lasting(180)).await,
                Self::KafkaGone => bus::gone(settings, lasting(300)).await,
                Self::Postgres => postgres::harmed(settings, lasting(60)).await,
                Self::Redis => redis::harmed(settings, lasting(60)).await,
                Self::Sigterm => sigterm::restarted(settings).await,
                Self::Rebalance => rebalance::stormed(settings, lasting(120)).await,
                Self::Poison => poison::poisoned(settings).await,
                // What is planted is planted into the log in PostgreSQL, too.
                Self::Planted => planted::found(&Settings { carrier: Carrier::Postgres, ..settings.clone() }).await,
                Self::All => continue,
            };
            // The other stories are worth telling when one cannot be told to its end.
            let report = report.unwrap_or_else(|error| {
                let mut broken = Report::of(format!("{}, {}", part.word(), settings.carrier.word()));
                broken.must("told to its end", format!("no: {error:#}"), "yes", false);
                broken
            });
            // Who waits for the end need not wait for this.
            report.violations.iter().for_each(|violation| eprintln!("faults: {violation}"));
            all.add(report);
        }
        Ok(all)
    }

    fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Opens a run, does something to it, and closes it; when that was not well, journal and logs stay.
async fn conduct(
    settings: &Settings,
    scenario: &str,
    act: impl AsyncFnOnce(&mut Run, &mut Report) -> anyhow::Result<()>,
) -> anyhow::Result<Report> {
    let mut report = Report::of(format!("{scenario}, {}", settings.carrier.word()));
    let mut run = Run::open(settings.clone()).await?;
    let outcome = act(&mut run, &mut report).await;
    let closed = run.close(outcome.is_ok() && report.violations.is_empty()).await;
    outcome?;
    closed?;
    Ok(report)
}

/// What every run has to end with.
fn judged(report: &mut Report, verdict: &Verdict) {
    let compared = &verdict.compared;
    let (placed, paid, cancelled, carts) = (compared.placed, compared.paid, compared.cancelled, compared.carts);
    let said = format!("{placed} placed, {paid} paid, {cancelled} cancelled, {carts} carts left");
    report.tell("what the shop had promised by the end", said);
    let told = &verdict.told;
    report.tell("events on the bus, and sent again", format!("{}, {}", told.events, told.repeated));
    let violations = verdict.violations.len();
    report.must("promises broken, invariants violated", violations.to_string(), "0", violations == 0);
    report.violations.extend(verdict.violations.iter().cloned());
}

/// Strikes once while people buy; when it was watched, and how long the shop took to be ready after it.
async fn struck(run: &mut Run, harm: Harm) -> anyhow::Result<(Window, Duration)> {
    let from_ms = run.journal.now_ms();
    let back = harm.strike(run).await?;
    Ok((measured(run, from_ms).await, back))
}

/// Watches a harm that began at a moment until it can be judged, and says when that was.
async fn measured(run: &Run, from_ms: u64) -> Window {
    let lasted = Duration::from_millis(run.journal.now_ms() - from_ms);
    let (_, to_ms) = run.watch(MEASURED.saturating_sub(lasted)).await;
    (from_ms, to_ms)
}

/// `1.4 s`.
fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
