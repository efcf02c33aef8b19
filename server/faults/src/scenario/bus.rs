//! What carries the events is away, and comes back.

use super::{WARM_UP, conduct, judged, measured, seconds};
use crate::{
    figures::{Figures, Window},
    harm::{Harm, To},
    postgres,
    proxy::Mode,
    report::Report,
    rest::Backlog,
    run::{Run, Settings, Verdict},
    stack::Carrier,
};
use std::time::Duration;

/// How long people buy before the first outage, and between two, while nothing is harmed: outages are compared with that.
const BEFORE: Duration = Duration::from_secs(90);
const BETWEEN: Duration = Duration::from_secs(15);

/// How long the shop comes to rest after an outage, but for those who buy, until anything is compared with it.
const SETTLING: Duration = Duration::from_secs(5);

/// What is short is done so often that it lasts that long in all: of fewer orders, the slowest of a hundred are chance.
const IN_ALL: Duration = Duration::from_secs(100);

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
        let mut calm = vec![run.watch(BEFORE).await];
        let memory = memory(run);
        let mut outages = Vec::new();
        for harm in harms {
            let mut outage = Outage { harm, during: Vec::new(), backlogs: Vec::new() };
            while outage.lasted() < IN_ALL {
                outage.suffer(run).await?;
                run.watch(SETTLING).await;
                calm.push(run.watch(BETWEEN).await);
            }
            outages.push(outage);
        }
        let grown = self::memory(run).saturating_sub(memory);
        let verdict = run.judge().await?;

        let usual = verdict.placing(&calm);
        report.tell("orders, per second, p50 and p99 without harm", figures(&usual));
        paid(report, "without harm", &verdict.paying(&calm));
        for outage in &outages {
            outage.tell(report, &usual, &verdict);
        }
        let grown_mb = format!("{} MB", grown >> 20);
        report.must("memory grown over all outages", grown_mb, "50 MB or less per process", grown <= MEMORY);
        judged(report, &verdict);
        Ok(())
    })
    .await
}

/// One kind of outage, as often as it was suffered.
struct Outage {
    harm: Harm,
    during: Vec<Window>,
    backlogs: Vec<Backlog>,
}

impl Outage {
    fn lasted(&self) -> Duration {
        Duration::from_millis(self.during.iter().map(|(from_ms, to_ms)| to_ms - from_ms).sum())
    }

    async fn suffer(&mut self, run: &mut Run) -> anyhow::Result<()> {
        let from_ms = run.journal.now_ms();
        let database = run.stack.postgres.url(postgres::SHOP);
        self.backlogs.push(Backlog::of(&database, self.harm.strike(run)).await?);
        self.during.push(measured(run, from_ms).await);
        Ok(())
    }

    fn tell(&self, report: &mut Report, usual: &Figures, verdict: &Verdict) {
        let harm = match self.during.len() {
            1 => self.harm.to_string(),
            times => format!("{}, {times} times", self.harm),
        };
        let placing = verdict.placing(&self.during);
        report.tell(format!("{harm}: orders, per second, p50 and p99"), figures(&placing));
        let none_failed = placing.failed == 0 && placing.asked > 0;
        report.must(format!("{harm}: orders that failed"), placing.failed_of_all(), "0", none_failed);
        paid(report, &harm, &verdict.paying(&self.during));
        let times = placing.p99_ms as f64 / usual.p99_ms.max(1) as f64;
        let (what, figure) = (format!("{harm}: p99 to p99 without harm"), format!("{times:.2}"));
        if self.harm == Harm::KillKafka {
            // A broker that starts takes the processors that the shop has, too.
            report.tell(what, figure);
        } else {
            report.must(what, figure, "1.2 or less", times <= 1.2);
        }
        self.tell_of_backlog(report, &harm);
    }

    fn tell_of_backlog(&self, report: &mut Report, harm: &str) {
        let what = format!("{harm}: events that had piled up, sent");
        let sent = |backlog: &Backlog| {
            let took = backlog.took.as_secs_f64();
            format!("{} in {took:.2} s, {:.0}/s", backlog.events, backlog.per_second())
        };
        let measurable = self.backlogs.iter().filter(|backlog| backlog.events >= MEASURABLE);
        if let Some(slowest) = measurable.min_by(|one, other| one.per_second().total_cmp(&other.per_second())) {
            report.must(what, sent(slowest), "1000/s or more", slowest.per_second() >= DRAINED_PER_SECOND);
        } else if let Some(most) = self.backlogs.iter().max_by_key(|backlog| backlog.events) {
            report.tell(what, sent(most));
        }
        let longest = self.backlogs.iter().map(|backlog| backlog.until_sent).max().unwrap_or_default();
        report.tell(format!("{harm}: until they were all sent, at most"), seconds(longest));
    }
}

fn figures(placing: &Figures) -> String {
    format!("{}, {:.1}/s, {} ms, {} ms", placing.asked, placing.per_second(), placing.p50_ms, placing.p99_ms)
}

/// Who orders while nothing is carried can pay, too.
fn paid(report: &mut Report, when: &str, paying: &Figures) {
    let none_failed = paying.failed == 0 && paying.asked > 0;
    report.must(format!("{when}: payments that failed"), paying.failed_of_all(), "0", none_failed);
}

/// Of the process that has most, bytes.
fn memory(run: &Run) -> u64 {
    run.shop.instances.iter().filter_map(|instance| instance.memory()).max().unwrap_or_default()
}
