//! Commands with which an operator looks after events, whatever carries them, and asks slices by hand.

use crate::{
    bus::{dropping, replaying},
    config::Config,
    database::{bus, pool, unhurried},
    roles::{self, Role},
};
use anyhow::{Context, ensure};
use clap::{Subcommand, builder::PossibleValuesParser};
use contracts::Caller;
use events::{
    Bus, Envelope, Lying, Span,
    topics::{self, Finding, TOPICS},
};
use serde_json::json;
use std::{
    io::{Write, stdout},
    process::ExitCode,
};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;
use web::Act;

/// What the audit log has as the reason of an operator's acts.
const REASON: &str = "by command line";

/// Connections that a command needs.
const CONNECTIONS: u32 = 2;

/// Dead letters shown at once.
const SHOWN: i64 = 1000;

/// A copy of another slice's truth: its name, who keeps it, and the topic that it is made of.
const PROJECTIONS: [(&str, &str, &str); 2] =
    [("catalog.sellers", "catalog", "identity"), ("orders.shops", "orders", "identity")];

#[derive(Subcommand)]
pub enum Events {
    /// Prints events as they come, one line each, until Ctrl-C.
    ///
    /// A line is: time, topic, type, key, version, data. Watching changes nothing: no consumer is behind or ahead because
    /// of it. One order's life: `levomart events tail orders --from-beginning | grep GROUP-ID`.
    Tail {
        /// Only this topic. Without it, all of the slices' topics.
        #[arg(value_parser = PossibleValuesParser::new(TOPICS.map(|topic| topic.name)))]
        topic: Option<String>,
        /// Begins with the oldest event that is still there.
        #[arg(long)]
        from_beginning: bool,
    },
    /// Dead letters: events that a consumer could not handle.
    ///
    /// An event that fails five times is parked, and later events about the same thing wait behind it, so that order is
    /// kept. Everything else goes on. Nothing is lost: once the cause is mended, `replay` handles them in order.
    Dlq {
        #[command(subcommand)]
        command: Dlq,
    },
    /// Says how many events each consumer has not read yet.
    ///
    /// A number that falls is a consumer that catches up. One that grows is a consumer that is too slow or not running;
    /// its log says which. Dead letters are not counted: see `levomart events dlq list`.
    Lag,
    /// Fills a slice's copy of another slice's data again, from the events that are still there.
    ///
    /// Use it when a copy is wrong or was lost. Every event of the topic is heard once more, in order, and rows are
    /// overwritten as they were written the first time. On Kafka the consumer has to be stopped meanwhile; the command
    /// says so. Consumers that are no copies (payments, mails, stock) cannot be rebuilt: their effects happened.
    Rebuild {
        /// Whose copy of what: `orders.shops` are the shops that orders knows of, which identity keeps.
        #[arg(value_parser = PossibleValuesParser::new(PROJECTIONS.map(|(name, _, _)| name)))]
        projection: String,
    },
}

#[derive(Subcommand)]
pub enum Dlq {
    /// Lists dead letters, oldest first: when, which consumer, topic, type, key, id, tries, and the error.
    ///
    /// `tries: 0` is an event that only waits behind another of its key.
    List,
    /// Lets a consumer handle its dead letters again, in order, before anything later about the same things.
    ///
    /// The consumer takes them within a second of running. What fails again stays parked, with those behind it; replaying
    /// twice does nothing twice.
    Replay {
        /// As `dlq list` names it: catalog, payments …
        consumer: String,
        /// Only the events about this thing.
        #[arg(long)]
        key: Option<Uuid>,
    },
    /// Gives up a dead letter: it will never be handled.
    ///
    /// For bytes that are no event, and for events that were a mistake. Those that wait behind it are handled after a
    /// `replay`. What is given up stays where it lies, and `levomart check` no longer minds it.
    Drop {
        /// As `dlq list` names it.
        consumer: String,
        /// The `id` in its line.
        id: Uuid,
    },
}

#[derive(Subcommand)]
pub enum Audit {
    /// Looks at every entry: whether it is what it was when it was recorded, and whether none is missing.
    ///
    /// Fails at the first that is not, and names its place. The hash that it prints is that of the last entry: kept
    /// somewhere else, it also proves that nothing was cut off at the end.
    Verify,
}

#[derive(Subcommand)]
pub enum Topics {
    /// Creates the topics that are missing and changes settings that differ, one line per topic.
    ///
    /// Doing it again changes nothing. Fails when a topic differs in what cannot be changed, and says what to do.
    Apply,
    /// Says what `apply` would find, and changes nothing. Fails when anything differs.
    Check,
}

/// Looks after events.
pub async fn events(config: &Config, command: Events) -> anyhow::Result<()> {
    let bus = bus(config, CONNECTIONS)?;
    match command {
        Events::Tail { topic, from_beginning } => {
            let span = if from_beginning { Span::KeptAndComing } else { Span::Coming };
            tail(&bus, topic.as_deref(), span).await
        }
        Events::Dlq { command: Dlq::List } => list(&bus).await,
        Events::Dlq { command: Dlq::Replay { consumer, key } } => replay(config, &bus, &consumer, key).await,
        Events::Dlq { command: Dlq::Drop { consumer, id } } => {
            let parked = events::find_parked(&bus, &consumer, id).await?;
            let parked = parked.with_context(|| format!("{consumer} has no dead letter {id}"))?;
            record(config, "events", dropping(&parked, REASON)).await?;
            ensure!(events::drop_parked(&bus, &consumer, id).await?, "{consumer} has handled {id} meanwhile");
            println!("{id} given up for {consumer}");
            Ok(())
        }
        Events::Lag => lag(&bus).await,
        Events::Rebuild { projection } => rebuild(config, &bus, &projection).await,
    }
}

/// Has audit keep what is about to be done: what is not recorded does not happen.
async fn record(config: &Config, slice: &str, act: Act<'_>) -> anyhow::Result<()> {
    let entry = act.told(slice, &Caller::System);
    ::audit::record(&pool(config, "audit")?, &entry).await.context("recording it")
}

async fn tail(bus: &Bus, topic: Option<&str>, span: Span) -> anyhow::Result<()> {
    let is_there = matches!(bus, Bus::Kafka(_)) || topic.is_none_or(|topic| !topic.ends_with(".dlq"));
    ensure!(is_there, "PostgreSQL has no topics of dead letters; see `levomart events dlq list`");
    let slices = || TOPICS.iter().map(|topic| topic.name).filter(|name| !name.ends_with(".dlq"));
    let topics: Vec<&str> = topic.map_or_else(|| slices().collect(), |topic| vec![topic]);
    bus.read(&topics, span, |Lying { topic, envelope, .. }| {
        let time = envelope.time.format(&Rfc3339).unwrap_or_default();
        let (kind, key, version) = (&envelope.kind, envelope.partitionkey, envelope.aggregateversion);
        if writeln!(stdout(), "{time} {topic} {kind} {key} {version} {}", envelope.data).is_err() {
            // Whoever read the lines has gone.
            std::process::exit(0);
        }
    })
    .await
}

async fn list(bus: &Bus) -> anyhow::Result<()> {
    let parked = events::list_parked(bus, SHOWN).await?;
    for event in &parked {
        let at = event.at.format(&Rfc3339)?;
        let Envelope { kind, partitionkey: key, id, .. } = &event.envelope;
        let (consumer, topic, tries, error) = (&event.consumer, &event.topic, event.tries, event.error.trim());
        println!("{at} {consumer} {topic} {kind} key: {key} id: {id} tries: {tries} {}", error.replace('\n', " "));
    }
    match i64::try_from(parked.len())? {
        0 => println!("there are no dead letters"),
        SHOWN => println!("the oldest {SHOWN} dead letters"),
        _ => {}
    }
    Ok(())
}

async fn replay(config: &Config, bus: &Bus, consumer: &str, key: Option<Uuid>) -> anyhow::Result<()> {
    let about = key.map(|key| format!(" about {key}")).unwrap_or_default();
    ensure!(events::has_parked(bus, consumer, key).await?, "{consumer} has no dead letters{about}");
    record(config, "events", Act { reason: Some(REASON), ..replaying(consumer, key) }).await?;
    let count = events::replay(bus, consumer, key).await?;
    println!("{count} dead letters of {consumer} released; it handles them as soon as it runs");
    Ok(())
}

async fn lag(bus: &Bus) -> anyhow::Result<()> {
    println!("{:<16} {:<16} {:>12}", "consumer", "topic", "behind");
    for (consumer, topic) in bus.consumers().await? {
        println!("{consumer:<16} {topic:<16} {:>12}", bus.lag(&consumer, &topic).await?);
    }
    Ok(())
}

async fn rebuild(config: &Config, bus: &Bus, projection: &str) -> anyhow::Result<()> {
    for (_, consumer, topic) in PROJECTIONS.iter().filter(|(name, _, _)| *name == projection) {
        let db = unhurried(config, consumer, CONNECTIONS)?;
        let count = events::rebuild(bus, consumer, topic, &db).await?;
        println!("{consumer} hears the {count} events of {topic} again, as soon as it runs");
    }
    Ok(())
}

/// Prints a pass with which a slice answers for a while as to Levomart itself.
pub async fn pass(config: &Config, slice: Role) -> anyhow::Result<()> {
    let pass = roles::pass(config, slice)?;
    let act = Act {
        action: "pass.issue",
        // A slice has no id.
        subject: ("slice", Uuid::nil()),
        after: Some(json!({ "slice": slice.word() })),
        reason: Some(REASON),
        ..Act::default()
    };
    record(config, slice.word(), act).await?;
    println!("{pass}");
    Ok(())
}

/// Looks after the audit log; the exit code says whether its chain holds.
pub async fn audit(config: &Config, command: Audit) -> anyhow::Result<ExitCode> {
    let Audit::Verify = command;
    let db = unhurried(config, "audit", 1)?;
    let chain = ::audit::verify(&mut *db.acquire().await?).await?;
    if let Some(seq) = chain.broken {
        eprintln!("levomart audit verify: broken at entry {seq}");
        return Ok(ExitCode::FAILURE);
    }
    println!("{} entries, whole; the last has the hash {}", chain.entries, chain.head.as_deref().unwrap_or("none"));
    Ok(ExitCode::SUCCESS)
}

/// Looks after topics; the exit code says whether all of them are right.
pub async fn topics(config: &Config, command: Topics) -> anyhow::Result<ExitCode> {
    let bus = bus(config, CONNECTIONS)?;
    let findings = match command {
        Topics::Apply => topics::apply(&bus, &TOPICS).await?,
        Topics::Check => topics::check(&bus, &TOPICS).await?,
    };
    for Finding { topic, said, .. } in &findings {
        println!("{topic}: {said}");
    }
    if findings.is_empty() {
        println!("events travel in PostgreSQL, which needs no topics");
    }
    let right = findings.iter().all(|finding| finding.is_right);
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
