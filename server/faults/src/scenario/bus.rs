//! What carries the events is away, and comes back.

use super::{WARM_UP, conduct, judged, measured, seconds};
use crate::{
    figures::Figures,
    harm::{Harm, To},
    postgres,
    proxy::Mode,
    report::Report,
    rest::Backlog,
    run::{Run, Settings},
    stack::Carrier,
};
use std::time::Duration;

/// What is compared with an outage is measured for so long before it.
const BEFORE: Duration = Duration::from_secs(45);

/// Between two outages the shop comes to rest, but for those who buy.
const BETWEEN: Duration = Duration::from_secs(20);

/// How fast what has piled up has to go; below so many events that cannot be measured.
const DRAINED_PER_SECOND: f64 = 1000.0;
const MEASURABLE: i64 = 500;

/// Memory that an outage may cost, bytes.
const MEMORY: u64 = 50 << 20;

/// Away for half a minute and for `long`. A broker also stands still for a minute, and is killed.
pub async fn gone(settings: &Settings, long: Duration) -> anyhow::Result<Report> {
    conduct(settings, "bus gone", async |run, report| {
        let gone = |time| Harm::Way(To::Bus, Mode::Refuse, time);
        let silent = Harm::Way(To::Bus, Mode::Blackhole, long / 5);
        let mut harms = vec![Harm::Cut(To::Bus), gone(Duration::from_secs(30)), silent];
        if run.settings.carrier == Carrier::Kafka {
            harms.extend([Harm::HaltKafka(long / 5), Harm::KillKafka]);
        }
        harms.push(gone(long));
        run.let_in();
        run.watch(WARM_UP).await;
        let before = run.watch(BEFORE).await;
        let memory = memory(run);
        let mut outages = Vec::new();
        for harm in harms {
            let from_ms = run.journal.now_ms();
            let database = run.stack.postgres.url(postgres::SHOP);
            let backlog = Backlog::of(&database, harm.strike(run)).await?;
            outages.push((harm, measured(run, from_ms).await, backlog));
            run.watch(BETWEEN).await;
        }
        let grown = self::memory(run).saturating_sub(memory);
        let verdict = run.judge().await?;

        let usual = verdict.placing(before);
        report.tell("orders per second, p50 and p99 before", figures(&usual));
        report.tell("payments that were sent and taken before", taken(&verdict.paying(before)));
        for (harm, during, backlog) in &outages {
            let placing = verdict.placing(*during);
            compared(report, *harm, &usual, &placing);
            report.tell(format!("{harm}: payments that were sent and taken"), taken(&verdict.paying(*during)));
            drained(report, &harm.to_string(), backlog);
        }
        let grown_mb = format!("{} MB", grown >> 20);
        report.must("memory grown over all outages", grown_mb, "50 MB or less per process", grown <= MEMORY);
        judged(report, &verdict);
        Ok(())
    })
    .await
}

fn figures(placing: &Figures) -> String {
    format!("{:.1}/s, {} ms, {} ms", placing.per_second(), placing.p50_ms, placing.p99_ms)
}

/// A payment is opened by what is told of an order, so that nobody can pay for one that was placed while nothing is carried.
fn taken(paying: &Figures) -> String {
    format!("{} of {}", paying.asked - paying.failed, paying.asked)
}

fn compared(report: &mut Report, harm: Harm, usual: &Figures, placing: &Figures) {
    report.tell(format!("{harm}: orders per second, p50 and p99"), figures(placing));
    let none_failed = placing.failed == 0 && placing.asked > 0;
    report.must(format!("{harm}: orders that failed"), placing.failed_of_all(), "0", none_failed);
    let times = placing.p99_ms as f64 / usual.p99_ms.max(1) as f64;
    let (what, figure) = (format!("{harm}: p99 to p99 before"), format!("{times:.2}"));
    if harm == Harm::KillKafka {
        // A broker that starts takes the processors that the shop has, too.
        report.tell(what, figure);
    } else {
        report.must(what, figure, "1.2 or less", times <= 1.2);
    }
}

fn drained(report: &mut Report, harm: &str, backlog: &Backlog) {
    let (events, rate) = (backlog.events, backlog.per_second());
    let figure = format!("{events} in {:.2} s, {rate:.0}/s", backlog.took.as_secs_f64());
    let what = format!("{harm}: events that had piled up, sent");
    if events < MEASURABLE {
        report.tell(what, figure);
    } else {
        report.must(what, figure, "1000/s or more", rate >= DRAINED_PER_SECOND);
    }
    report.tell(format!("{harm}: until they were all sent"), seconds(backlog.until_sent));
}

/// Of the process that has most, bytes.
fn memory(run: &Run) -> u64 {
    run.shop.instances.iter().filter_map(|instance| instance.memory()).max().unwrap_or_default()
}
