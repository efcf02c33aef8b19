//! Consumer groups: who reads which partition, up to where.

use super::{
    BaseConsumer, Client, ClientContext, Code, CommitMode, Consumer, ConsumerContext, KafkaError, KafkaResult, Message,
    Offset, RDKafkaLogLevel, Rebalance, StreamConsumer, TopicPartitionList, close, explain, lock,
};
use anyhow::bail;
use std::{
    collections::{BTreeMap, HashMap},
    pin::pin,
    sync::Mutex,
    time::{Duration, Instant},
};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

/// How long a reader waits for something to come.
const COMES: Duration = Duration::from_millis(500);

/// Work that takes longer than this is done beside listening to the group.
const AT_ONCE: Duration = Duration::from_secs(1);

/// How often a reader says that nothing comes.
const COMPLAINS: Duration = Duration::from_secs(30);

/// A member that does not come back within this time loses its partitions to others.
const SESSION_MS: &str = "15000";

/// A connection. As the member of a group it knows which partitions it holds.
#[derive(Default)]
pub(super) struct Member {
    stop: CancellationToken,
    held: Mutex<HashMap<i32, CancellationToken>>,
    /// Places up to where partitions were handled, and the broker does not know it yet: while partitions are dealt out, it
    /// refuses to be told.
    uncommitted: Mutex<HashMap<i32, i64>>,
}

impl ClientContext for Member {
    // What matters comes back as the error of a call; the library repeats it for every connection.
    fn log(&self, _: RDKafkaLogLevel, facility: &str, said: &str) {
        debug!(target: "librdkafka", facility, "{said}");
    }

    fn error(&self, error: KafkaError, said: &str) {
        debug!(target: "librdkafka", %error, "{said}");
    }
}

impl ConsumerContext for Member {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let mut held = lock(&self.held);
        match rebalance {
            Rebalance::Assign(partitions) => {
                held.extend(partitions.elements().iter().map(|one| (one.partition(), self.stop.child_token())));
            }
            Rebalance::Revoke(partitions) => {
                let lost = partitions.elements();
                lost.iter().filter_map(|one| held.remove(&one.partition())).for_each(|held| held.cancel());
            }
            Rebalance::Error(error) => debug!(%error, "partitions were not dealt out"),
        }
    }

    fn commit_callback(&self, outcome: KafkaResult<()>, places: &TopicPartitionList) {
        if outcome.is_ok() {
            let mut uncommitted = lock(&self.uncommitted);
            for one in places.elements() {
                let place = uncommitted.get(&one.partition());
                if place.is_some_and(|place| Offset::Offset(*place) == one.offset()) {
                    uncommitted.remove(&one.partition());
                }
            }
        }
    }
}

impl Client {
    /// Joins a group. Who has a name finds its partitions again after a restart, and nobody else has to wait for it.
    pub fn join(
        &self,
        group: &str,
        name: Option<String>,
        topic: String,
        stop: CancellationToken,
    ) -> anyhow::Result<Reader> {
        let mut config = self.config.clone();
        config
            .set("group.id", group)
            .set("partition.assignment.strategy", "cooperative-sticky")
            .set("enable.auto.commit", "false")
            .set("auto.offset.reset", "earliest")
            .set("session.timeout.ms", SESSION_MS)
            // So soon a member hears that partitions are dealt out anew.
            .set("heartbeat.interval.ms", "1000")
            .set("max.poll.interval.ms", "60000");
        if let Some(name) = name {
            config.set("group.instance.id", name);
        }
        let member = Member { stop, ..Member::default() };
        let consumer: StreamConsumer<Member> = config.create_with_context(member)?;
        consumer.subscribe(&[&topic])?;
        Ok(Reader { consumer, topic, set_aside: Vec::new(), complained: None })
    }
}

/// A member of a group.
pub(crate) struct Reader {
    consumer: StreamConsumer<Member>,
    topic: String,
    /// Came while something else was under way.
    set_aside: Vec<Message>,
    complained: Option<Instant>,
}

impl Reader {
    /// What has come, at most so much; waits a moment for the first of it.
    pub async fn batch(&mut self, at_most: usize) -> anyhow::Result<BTreeMap<i32, Vec<Message>>> {
        let mut come = std::mem::take(&mut self.set_aside);
        while come.len() < at_most {
            let wait = if come.is_empty() { COMES } else { Duration::ZERO };
            let Ok(outcome) = timeout(wait, self.consumer.recv()).await else { break };
            let outcome = outcome.map(|message| Message(message.detach()));
            let Some(message) = self.accept(outcome)? else { break };
            come.push(message);
        }
        let mut batch: BTreeMap<i32, Vec<Message>> = BTreeMap::new();
        for message in come {
            batch.entry(message.partition()).or_default().push(message);
        }
        Ok(batch)
    }

    /// Does work of any length without the group giving this member up: partitions rest, and the group is listened to.
    pub async fn beside<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        if let Ok(done) = timeout(AT_ONCE, &mut work).await {
            return done;
        }
        self.held(|consumer, held| consumer.pause(held));
        let done = loop {
            let outcome = tokio::select! {
                done = &mut work => break done,
                outcome = self.consumer.recv() => outcome.map(|message| Message(message.detach())),
            };
            // Only a partition that was dealt out meanwhile has something; from now on it rests, too.
            self.held(|consumer, held| consumer.pause(held));
            match self.accept(outcome) {
                Ok(message) => self.set_aside.extend(message),
                // The next turn fails for the same reason, and then this member joins anew.
                Err(_) => tokio::time::sleep(COMES).await,
            }
        };
        self.held(|consumer, held| consumer.resume(held));
        done
    }

    fn held(&self, act: impl Fn(&StreamConsumer<Member>, &TopicPartitionList) -> KafkaResult<()>) {
        if let Err(error) = self.consumer.assignment().and_then(|held| act(&self.consumer, &held)) {
            debug!(%error, "partitions neither rest nor go on");
        }
    }

    /// What was received. Fails when this member has to join anew.
    fn accept(&mut self, outcome: KafkaResult<Message>) -> anyhow::Result<Option<Message>> {
        let Err(error) = outcome else { return Ok(outcome.ok()) };
        match self.consumer.client().fatal_error() {
            Some((Code::FencedInstanceId, _)) => bail!("events.instance: another process goes by the same name"),
            Some((_, why)) => bail!("{why}"),
            None => {
                // A broker that is away is tried several times a second.
                if self.complained.is_none_or(|at| at.elapsed() > COMPLAINS) {
                    self.complained = Some(Instant::now());
                    warn!(error = format!("{:#}", explain(error, &self.topic)), "nothing comes, trying again");
                }
                Ok(None)
            }
        }
    }

    /// While this is not cancelled, nobody else handles what is in the partition. `None` when it is lost already.
    pub fn hold(&self, partition: i32) -> Option<CancellationToken> {
        lock(&self.consumer.context().held).get(&partition).cloned()
    }

    /// Commits up to where each partition was handled, until the broker knows it or the partition is lost.
    pub fn commit(&self, places: impl Iterator<Item = (i32, i64)>) -> anyhow::Result<()> {
        let mut uncommitted = lock(&self.consumer.context().uncommitted);
        uncommitted.extend(places);
        uncommitted.retain(|partition, _| self.hold(*partition).is_some());
        let mut list = TopicPartitionList::new();
        for (partition, place) in uncommitted.iter() {
            list.add_partition_offset(&self.topic, *partition, Offset::Offset(*place))?;
        }
        if list.count() > 0 {
            self.consumer.commit(&list, CommitMode::Async)?;
        }
        Ok(())
    }

    /// Leaves the group; what was committed is on the broker then.
    pub async fn leave(self) {
        close(self.consumer).await;
    }
}
