//! What travelled: every event that was sent is on the bus, and those of a key are in the order of their versions.

use crate::{postgres, shop::Program, stack::Stack};
use anyhow::Context;
use sqlx::{Connection, PgConnection};
use std::{
    collections::{HashMap, HashSet},
    process::Stdio,
    time::Duration,
};
use tokio::io::{AsyncBufReadExt, BufReader};
use uuid::Uuid;

/// Version of events that are put on the bus from outside; no shop says so much about one thing.
pub const STRANGE: i64 = 1_000_000;

/// Version of what stands in for bytes that are no event.
const UNREADABLE: i64 = 0;

/// After so long without another line, what is missing is not coming.
const SILENCE: Duration = Duration::from_secs(30);

/// When nothing is missing, something may still come a second time.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// An event: topic, key, version.
type Event = (String, Uuid, i64);

/// What was read on the bus.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub events: usize,
    /// Sent more than once, as they may be.
    pub repeated: usize,
    pub violations: Vec<String>,
}

/// Reads the bus from its beginning, and compares it with the outboxes. What strangers put there is passed over.
pub async fn read(stack: &Stack, program: &Program) -> anyhow::Result<Told> {
    let sent = sent(stack).await?;
    let seen = on_the_bus(program, &sent).await?;
    Ok(compare(&sent, &seen))
}

fn compare(sent: &HashSet<Event>, seen: &[Event]) -> Told {
    let mut told = Told::default();
    let mut last: HashMap<(&str, Uuid), i64> = HashMap::new();
    let mut firsts: HashSet<&Event> = HashSet::new();
    for event in seen {
        if !firsts.insert(event) {
            told.repeated += 1;
            continue;
        }
        let (topic, key, version) = event;
        let before = last.insert((topic, *key), *version).unwrap_or(version - 1);
        if *version != before + 1 {
            told.violations.push(format!("{topic} {key}: version {version} came after {before}"));
        }
        if !sent.contains(event) {
            told.violations.push(format!("{topic} {key}: nobody sent version {version}"));
        }
    }
    for (topic, key, version) in sent.iter().filter(|event| !firsts.contains(event)) {
        told.violations.push(format!("{topic} {key}: version {version} is lost"));
    }
    told.events = firsts.len();
    told
}

/// What the outboxes say they have sent.
async fn sent(stack: &Stack) -> anyhow::Result<HashSet<Event>> {
    let mut db = PgConnection::connect(&stack.postgres.url(postgres::SHOP)).await?;
    let sent = sqlx::query_as(
        "select topic, aggregate_id, aggregate_version
           from (select * from identity.outbox union all select * from catalog.outbox
                 union all select * from orders.outbox union all select * from payments.outbox
                 union all select * from shipping.outbox union all select * from notifications.outbox) as o
          where published_at is not null",
    )
    .fetch_all(&mut db)
    .await?;
    db.close().await?;
    Ok(sent.into_iter().collect())
}

/// What `levomart events tail` shows: time, topic, type, key, version, data.
async fn on_the_bus(program: &Program, sent: &HashSet<Event>) -> anyhow::Result<Vec<Event>> {
    let mut tail = program.command(&["events", "tail", "--from-beginning"]).stdout(Stdio::piped()).spawn()?;
    let output = tail.stdout.take().context("`events tail` has no output")?;
    let mut lines = BufReader::new(output).lines();
    let (mut seen, mut missing) = (Vec::new(), sent.clone());
    loop {
        let patience = if missing.is_empty() { AFTERWARDS } else { SILENCE };
        let Ok(line) = tokio::time::timeout(patience, lines.next_line()).await else { break };
        let line = line?.context("`events tail` has ended")?;
        let event = parse(&line).with_context(|| format!("`events tail` says: {line}"))?;
        if ![STRANGE, UNREADABLE].contains(&event.2) {
            missing.remove(&event);
            seen.push(event);
        }
    }
    tail.kill().await?;
    Ok(seen)
}

fn parse(line: &str) -> Option<Event> {
    let mut words = line.split(' ');
    let (_time, topic, _kind) = (words.next()?, words.next()?, words.next()?);
    Some((topic.to_owned(), words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(of: &[(u128, i64)]) -> Vec<Event> {
        of.iter().map(|(key, version)| ("orders".to_owned(), Uuid::from_u128(*key), *version)).collect()
    }

    fn told(sent: &[(u128, i64)], seen: &[(u128, i64)]) -> (usize, usize, usize) {
        let told = compare(&events(sent).into_iter().collect(), &events(seen));
        (told.events, told.repeated, told.violations.len())
    }

    #[test]
    fn what_comes_again_is_no_harm_and_what_comes_late_is() {
        let sent = [(1, 1), (1, 2), (2, 1)];

        assert_eq!(told(&sent, &[(1, 1), (2, 1), (1, 2)]), (3, 0, 0));
        assert_eq!(told(&sent, &[(1, 1), (1, 2), (1, 1), (1, 2), (2, 1)]), (3, 2, 0));
        assert_eq!(told(&sent, &[(1, 2), (1, 1), (2, 1)]), (3, 0, 1));
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_made_up() {
        let sent = [(1, 1), (1, 2)];

        assert_eq!(told(&sent, &[(1, 1)]).2, 1);
        assert_eq!(told(&sent, &[(1, 1), (1, 2), (1, 3)]).2, 1);
    }
}
