//! Topics as code: what each has to be like on a broker, and making it so. How long events stay holds for the log in
//! PostgreSQL, too.

use crate::{Bus, broker::Broker};
use anyhow::ensure;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// A topic that is never trimmed.
pub const FOR_EVER: i64 = -1;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Several times as much as the largest event, so that what others put there is parked and not fetched in vain.
const MAX_BYTES: i64 = 4 << 20;

/// A dead letter has more headers than its event had.
const MAX_DEAD_BYTES: i64 = MAX_BYTES + (64 << 10);

/// How long it may take until a broker knows of a new topic.
const KNOWN: Duration = Duration::from_secs(10);

/// What a topic has to be like.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    pub name: &'static str,
    /// Never to be changed: a key would move to another partition, and its events could overtake each other.
    pub partitions: i32,
    /// How long an event stays, milliseconds, or [`FOR_EVER`].
    pub retention_ms: i64,
    pub cleanup: &'static str,
    /// Copies; fewer while there are fewer brokers.
    pub replication: i32,
    /// The largest event, bytes.
    pub max_bytes: i64,
}

/// Every topic there is. One per slice that tells something, and one for the letters that its listeners could not read.
pub const TOPICS: [Topic; 12] = [
    // Grows with people and shops, and catalog rebuilds its copy of the sellers from it: whole, or not at all.
    events("identity", 6, FOR_EVER),
    events("catalog", 6, 30 * DAY_MS),
    events("orders", 6, 30 * DAY_MS),
    events("payments", 6, 30 * DAY_MS),
    events("shipping", 6, 30 * DAY_MS),
    // The log of what was done is kept by audit; here it only passes.
    events("audit", 3, 90 * DAY_MS),
    dead_letters("identity.dlq"),
    dead_letters("catalog.dlq"),
    dead_letters("orders.dlq"),
    dead_letters("payments.dlq"),
    dead_letters("shipping.dlq"),
    dead_letters("audit.dlq"),
];

const fn events(name: &'static str, partitions: i32, retention_ms: i64) -> Topic {
    Topic { name, partitions, retention_ms, cleanup: "delete", replication: 3, max_bytes: MAX_BYTES }
}

/// Rarely any, looked at by people: one partition shows them in the order in which they failed. Kept for longer than
/// anybody is on holiday.
const fn dead_letters(name: &'static str) -> Topic {
    Topic { max_bytes: MAX_DEAD_BYTES, ..events(name, 1, 90 * DAY_MS) }
}

impl Topic {
    fn replication(&self, brokers: i32) -> i32 {
        self.replication.min(brokers)
    }

    /// With three copies a broker may be away and events are still taken, each by two of the others.
    fn config(&self, copies: i32) -> [(&'static str, String); 4] {
        [
            ("cleanup.policy", self.cleanup.to_owned()),
            ("retention.ms", self.retention_ms.to_string()),
            ("max.message.bytes", self.max_bytes.to_string()),
            ("min.insync.replicas", (copies - 1).max(1).to_string()),
        ]
    }
}

/// What a topic is like on the broker.
pub(crate) struct Found {
    pub partitions: i32,
    pub replication: i32,
    pub config: BTreeMap<String, String>,
    /// Of the configuration, what was set for this topic. Setting anything replaces all of it.
    pub set: BTreeMap<String, String>,
}

/// What is to be said about a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub topic: String,
    pub said: String,
    pub is_right: bool,
}

/// Compares the broker with the table. Nothing on PostgreSQL, which needs no topics.
pub async fn check(bus: &Bus, topics: &[Topic]) -> anyhow::Result<Vec<Finding>> {
    let Bus::Kafka(broker) = bus else { return Ok(Vec::new()) };
    let (brokers, found) = broker.find(topics).await?;
    let judge = |topic: &Topic| match found.get(&broker.name(topic.name)) {
        None => finding(broker, topic, vec!["is missing".to_owned()], false),
        Some(found) => {
            let changes = changes(topic, found).into_iter().map(|change| change.said());
            let said: Vec<String> = beyond_change(topic, found, brokers).into_iter().chain(changes).collect();
            let is_right = said.is_empty();
            finding(broker, topic, said, is_right)
        }
    };
    Ok(topics.iter().map(judge).collect())
}

/// Makes the broker as the table says: creates what is missing, changes what may be changed.
pub async fn apply(bus: &Bus, topics: &[Topic]) -> anyhow::Result<Vec<Finding>> {
    let Bus::Kafka(broker) = bus else { return Ok(Vec::new()) };
    let (brokers, found) = broker.find(topics).await?;
    let mut findings = Vec::new();
    for topic in topics {
        let said = match found.get(&broker.name(topic.name)) {
            None => {
                let copies = topic.replication(brokers);
                broker.create(topic, copies, &topic.config(copies)).await?;
                created(topic, copies)
            }
            Some(found) => mend(broker, topic, found).await?,
        };
        let beyond =
            found.get(&broker.name(topic.name)).map(|found| beyond_change(topic, found, brokers)).unwrap_or_default();
        let is_right = beyond.is_empty();
        findings.push(finding(broker, topic, beyond.into_iter().chain(said).collect(), is_right));
    }
    // What was created is known everywhere within moments; whoever comes next relies on it.
    let began = Instant::now();
    while broker.find(topics).await?.1.len() < topics.len() {
        ensure!(began.elapsed() < KNOWN, "the broker does not know yet what was created; check again in a moment");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(findings)
}

/// Deletes topics with all that is in them, for shops that are torn down.
pub async fn delete(bus: &Bus, topics: &[Topic]) -> anyhow::Result<()> {
    match bus {
        Bus::Kafka(broker) => broker.delete(topics).await,
        Bus::Postgres(_) => Ok(()),
    }
}

fn created(topic: &Topic, copies: i32) -> Vec<String> {
    let mut said = vec![format!("created with {} partitions", topic.partitions)];
    if copies < topic.replication {
        said.push(format!("for want of brokers its copies are {copies} instead of {}", topic.replication));
    }
    said
}

async fn mend(broker: &Broker, topic: &Topic, found: &Found) -> anyhow::Result<Vec<String>> {
    let changes = changes(topic, found);
    if !changes.is_empty() {
        let mut config = found.set.clone();
        config.extend(changes.iter().map(|change| (change.key.to_owned(), change.to.clone())));
        broker.configure(topic, &config).await?;
    }
    Ok(changes.iter().map(|change| format!("changed: {}", change.said())).collect())
}

fn finding(broker: &Broker, topic: &Topic, said: Vec<String>, is_right: bool) -> Finding {
    let said = if said.is_empty() { "is as it should be".to_owned() } else { said.join("; ") };
    Finding { topic: broker.name(topic.name), said, is_right }
}

struct Change {
    key: &'static str,
    from: String,
    to: String,
}

impl Change {
    fn said(&self) -> String {
        format!("{} {} → {}", self.key, self.from, self.to)
    }
}

/// Goes by the copies that there are, not by the brokers: one that is away just now comes back.
fn changes(topic: &Topic, found: &Found) -> Vec<Change> {
    let wanted = topic.config(found.replication).into_iter();
    let change = |(key, to): (&'static str, String)| {
        let from = found.config.get(key).cloned().unwrap_or_else(|| "nothing".to_owned());
        (from != to).then_some(Change { key, from, to })
    };
    wanted.filter_map(change).collect()
}

/// Differences that have to be mended by people.
fn beyond_change(topic: &Topic, found: &Found, brokers: i32) -> Vec<String> {
    let mut said = Vec::new();
    if found.partitions != topic.partitions {
        said.push(format!(
            "has {} partitions instead of {}: changing that would let events overtake each other, so move the events to \
             a new topic",
            found.partitions, topic.partitions
        ));
    }
    if found.replication < topic.replication(brokers) {
        said.push(format!(
            "has {} copies instead of {}: reassign its partitions with the broker's own tool",
            found.replication,
            topic.replication(brokers)
        ));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_of_the_slices_is_in_the_table_with_its_dead_letters() {
        let names: Vec<&str> = TOPICS.iter().map(|topic| topic.name).collect();
        for (topic, _) in crate::schema::catalogue() {
            assert!(names.contains(&topic), "{topic}");
            assert!(names.contains(&&*format!("{topic}.dlq")), "{topic}.dlq");
        }
    }

    #[test]
    fn one_broker_keeps_one_copy_and_three_confirm_with_two() {
        let config = |copies| BTreeMap::from(TOPICS[2].config(copies));

        assert_eq!((TOPICS[2].replication(1), &*config(1)["min.insync.replicas"]), (1, "1"));
        assert_eq!((TOPICS[2].replication(5), &*config(3)["min.insync.replicas"]), (3, "2"));
    }

    #[test]
    fn a_broker_that_is_away_changes_nothing_of_a_topic() {
        let config = TOPICS[2].config(3).map(|(key, value)| (key.to_owned(), value));
        let found = Found { partitions: 6, replication: 3, config: BTreeMap::from(config), set: BTreeMap::new() };

        let changes: Vec<String> = changes(&TOPICS[2], &found).iter().map(Change::said).collect();
        let beyond = beyond_change(&TOPICS[2], &found, 2);

        assert!(changes.is_empty() && beyond.is_empty(), "{changes:?} {beyond:?}");
    }

    #[test]
    fn who_makes_a_topic_while_a_broker_is_away_is_told_of_the_copies_that_it_lacks() {
        let whole = created(&TOPICS[2], 3);
        let lacking = created(&TOPICS[2], 2);

        assert_eq!(whole, ["created with 6 partitions"]);
        assert_eq!(lacking[1..], ["for want of brokers its copies are 2 instead of 3"]);
    }
}
