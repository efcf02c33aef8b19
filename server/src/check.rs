//! `levomart check`: proves from the database that money, stock, orders and events are right.
//!
//! Every invariant is one query that looks at each thing there is and says which of them are wrong. The slices' walls do
//! not hold here: the checker looks at all of them from outside, reads only, and no slice uses it.

mod broker;
mod events;
mod money;
mod orders;
mod people;
mod stock;

use crate::{
    config::Config,
    database::{bus, unhurried},
};
use ::events::Bus;
use anyhow::{Context, bail};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Row};
use std::{process::ExitCode, time::Duration};

/// What a shop that is open may still be busy with: a hold that is being given up, a refund, a mail. Everything in it ends
/// within seconds; after two minutes it has not been forgotten but lost.
pub const UNDER_WAY: Duration = Duration::from_secs(120);

/// One thing that must always be true.
pub struct Invariant {
    pub name: &'static str,
    /// Answers `(id, wrong)` for everything it looks at. `$1` is how long something may be under way, an interval.
    sql: &'static str,
    /// Fails when there was nothing to look at: a check of nothing proves nothing.
    must_look: bool,
}

/// What a query about an invariant found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub name: &'static str,
    pub checked: i64,
    pub wrong: i64,
    pub must_look: bool,
    /// Ids of some that are wrong.
    pub samples: Vec<String>,
}

impl Finding {
    pub fn holds(&self) -> bool {
        self.wrong == 0 && (self.checked > 0 || !self.must_look)
    }
}

const fn always(name: &'static str, sql: &'static str) -> Invariant {
    Invariant { name, sql, must_look: true }
}

const fn if_any(name: &'static str, sql: &'static str) -> Invariant {
    Invariant { name, sql, must_look: false }
}

/// All invariants, by what they are about.
pub fn invariants() -> impl Iterator<Item = &'static Invariant> {
    let all: [&'static [Invariant]; 5] =
        [&orders::INVARIANTS, &money::INVARIANTS, &stock::INVARIANTS, &people::INVARIANTS, &events::INVARIANTS];
    all.into_iter().flatten()
}

/// Looks at every invariant. What began less than `under_way` ago may be unfinished.
pub async fn findings(db: &PgPool, bus: &Bus, under_way: Duration) -> anyhow::Result<Vec<Finding>> {
    let mut connection = db.acquire().await?;
    let log = Log::bring(bus, &mut connection).await?;
    let mut tx = connection.begin().await?;
    // One snapshot for all, so that a shop that is open meanwhile cannot look wrong.
    sqlx::query("set transaction isolation level repeatable read read only").execute(&mut *tx).await?;
    look(&mut tx, log, under_way).await
}

/// Where the log of events is.
#[derive(Clone, Copy, Debug)]
pub enum Log {
    /// In schema `events`.
    Here,
    /// On a broker; what lies there was copied for one connection.
    Copied,
}

impl Log {
    /// Brings the log to where the other things are that it is compared with.
    pub async fn bring(bus: &Bus, db: &mut PgConnection) -> anyhow::Result<Self> {
        match bus {
            Bus::Postgres(_) => Ok(Self::Here),
            Bus::Kafka(_) => {
                broker::copy(bus, db).await.context("reading the topics")?;
                Ok(Self::Copied)
            }
        }
    }

    /// A statement about the log, wherever it is.
    pub fn named(self, sql: &str) -> String {
        match self {
            Self::Here => sql.to_owned(),
            Self::Copied => sql.replace("events.log", "pg_temp.log").replace("events.cursors", "pg_temp.cursors"),
        }
    }
}

/// Looks at every invariant as this transaction sees it.
pub async fn look(tx: &mut PgConnection, log: Log, under_way: Duration) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for Invariant { name, sql, must_look } in invariants() {
        let sql = log.named(sql);
        // What cannot be compared because something is missing is wrong, too: `is not false`, not `is true`.
        let counted = format!(
            "select count(*) as checked,
                    count(*) filter (where wrong is not false) as wrong,
                    coalesce((array_agg(id::text) filter (where wrong is not false and id is not null))[1:5], '{{}}') as samples
               from ({sql}) as looked (id, wrong)
              where $1::interval is not null"
        );
        let row = sqlx::query(AssertSqlSafe(counted))
            .bind(under_way)
            .fetch_one(&mut *tx)
            .await
            .with_context(|| format!("checking: {name}"))?;
        let (checked, wrong, samples) = (row.get("checked"), row.get("wrong"), row.get("samples"));
        findings.push(Finding { name, checked, wrong, must_look: *must_look, samples });
    }
    findings.push(chain(tx).await.context("checking the audit log")?);
    Ok(findings)
}

/// The one that a query cannot see: every entry of the audit log has the hash that follows from it and all before it.
async fn chain(tx: &mut PgConnection) -> anyhow::Result<Finding> {
    let chain = audit::verify(tx).await?;
    Ok(Finding {
        name: "the audit log is a whole chain",
        checked: chain.entries,
        wrong: i64::from(chain.broken.is_some()),
        must_look: false,
        samples: chain.broken.iter().map(ToString::to_string).collect(),
    })
}

/// Prints a line per invariant; the exit code says whether all hold. `settled`: the shop is at rest, nothing may be under
/// way any more.
pub async fn run(config: &Config, settled: bool) -> anyhow::Result<ExitCode> {
    if config.database.slices.values().any(|url| *url != config.database.url) {
        bail!("check compares the slices with each other, so all of them have to be in one database");
    }
    let db = unhurried(config, "orders", 1)?;
    let under_way = if settled { Duration::ZERO } else { UNDER_WAY };
    let findings = findings(&db, &bus(config, 1)?, under_way).await?;
    for Finding { name, checked, wrong, .. } in &findings {
        println!("{checked:>9} checked  {wrong:>6} wrong  {name}");
    }
    let failed: Vec<&Finding> = findings.iter().filter(|finding| !finding.holds()).collect();
    if failed.is_empty() {
        println!("all {} invariants hold", findings.len());
        return Ok(ExitCode::SUCCESS);
    }
    for Finding { name, wrong, samples, .. } in failed {
        let why = if *wrong > 0 { "violated" } else { "nothing to check" };
        eprintln!("levomart check: {why}: {name} {}", samples.join(" "));
    }
    Ok(ExitCode::FAILURE)
}
