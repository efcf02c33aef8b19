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

/// So many messages are set aside while work goes on.
const MOST_ASIDE: usize = 500;

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
            .set("max.poll.interval.ms", "60000")
            // Of what nobody has asked for yet, a few batches are fetched ahead, and not the library's 64 MB.
            .set("queued.min.messages", "500")
            .set("queued.max.messages.kbytes", "4096");
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
    /// Came while something else was under way, from partitions that were held then.
    set_aside: Vec<(CancellationToken, Message)>,
    complained: Option<Instant>,
}

impl Reader {
    /// What has come, at most so much, by partition and with the token of [`Self::hold`]; waits a moment for the first of it.
    pub async fn batch(&mut self, at_most: usize) -> anyhow::Result<BTreeMap<i32, (CancellationToken, Vec<Message>)>> {
        let mut come = std::mem::take(&mut self.set_aside);
        while come.len() < at_most {
            let wait = if come.is_empty() { COMES } else { Duration::ZERO };
            let Ok(outcome) = timeout(wait, self.consumer.recv()).await else { break };
            let outcome = outcome.map(|message| Message(message.detach()));
            let Some(message) = self.accept(outcome)? else { break };
            come.extend(self.held(message));
        }
        let mut batch = BTreeMap::new();
        // Of a partition that was lost, somebody else has the rest; when it has come back, all of it comes again.
        for (held, message) in come.into_iter().filter(|(held, _)| !held.is_cancelled()) {
            batch.entry(message.partition()).or_insert_with(|| (held, Vec::new())).1.push(message);
        }
        Ok(batch)
    }

    /// Does work of any length without the group giving this member up: it is listened to, and what comes is set aside. When
    /// that is too much, nothing more is taken; the group gives this member up a minute later, and others go on.
    ///
    /// Partitions are not paused meanwhile. A pause makes the library drop what it had still to do for the partition itself:
    /// one that is being dealt out then never begins (librdkafka, #2190 and #5591).
    pub async fn beside<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        if let Ok(done) = timeout(AT_ONCE, &mut work).await {
            return done;
        }
        loop {
            let outcome = tokio::select! {
                done = &mut work => return done,
                outcome = self.consumer.recv(), if self.set_aside.len() < MOST_ASIDE => {
                    outcome.map(|message| Message(message.detach()))
                }
            };
            match self.accept(outcome) {
                Ok(message) => self.set_aside.extend(message.and_then(|message| self.held(message))),
                // The next turn fails for the same reason, and then this member joins anew.
                Err(_) => tokio::time::sleep(COMES).await,
            }
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
    fn hold(&self, partition: i32) -> Option<CancellationToken> {
        lock(&self.consumer.context().held).get(&partition).cloned()
    }

    fn held(&self, message: Message) -> Option<(CancellationToken, Message)> {
        Some((self.hold(message.partition())?, message))
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
