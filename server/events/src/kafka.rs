//! Speaks with a Kafka broker. Of the client library this file names all that is used; nothing else knows it.

mod admin;
mod reader;

pub(crate) use reader::Reader;

use crate::{Place, Span};
use anyhow::{Context, anyhow, ensure};
use rdkafka::{
    ClientConfig, ClientContext, Message as _, Offset, TopicPartitionList,
    admin::{AdminClient, AdminOptions, AlterConfig, ConfigSource, NewTopic, ResourceSpecifier, TopicReplication},
    config::RDKafkaLogLevel,
    consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, Rebalance, StreamConsumer},
    error::{KafkaError, KafkaResult, RDKafkaErrorCode as Code},
    message::{Header, Headers, OwnedHeaders, OwnedMessage},
    producer::{FutureProducer, FutureRecord, Producer},
    topic_partition_list::TopicPartitionListElem,
};
use reader::Member;
use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::oneshot, time::timeout};
use tracing::warn;
use uuid::Uuid;

/// How long the broker may take to confirm an event. Twice this is less than the ten seconds after which PostgreSQL ends
/// a relay's transaction that does nothing.
pub(crate) const CONFIRMED: Duration = Duration::from_secs(4);

/// How long the broker may take to answer a question.
const ANSWERED: Duration = Duration::from_secs(10);

/// How long saying good-bye may take.
const CLOSED: Duration = Duration::from_secs(5);

/// Who asks without being a consumer of anything.
const NOBODY: &str = "levomart";

/// A broker, or several that are one cluster.
pub(crate) struct Client {
    config: ClientConfig,
    producer: Mutex<FutureProducer<Member>>,
    /// By group.
    asking: Mutex<HashMap<String, Arc<BaseConsumer<Member>>>>,
}

/// Letting go of a broker that is away takes long, and nobody should have to wait for it.
impl Drop for Client {
    fn drop(&mut self) {
        let asking = std::mem::take(&mut *lock(&self.asking));
        std::thread::spawn(move || drop(asking));
    }
}

/// What lies on the broker.
pub(crate) struct Message(OwnedMessage);

impl Message {
    pub fn topic(&self) -> &str {
        self.0.topic()
    }

    pub fn partition(&self) -> i32 {
        self.0.partition()
    }

    pub fn offset(&self) -> i64 {
        self.0.offset()
    }

    /// When it was put there.
    pub fn at_ms(&self) -> i64 {
        self.0.timestamp().to_millis().unwrap_or_default()
    }

    pub fn key(&self) -> Option<&[u8]> {
        self.0.key()
    }

    pub fn value(&self) -> Option<&[u8]> {
        self.0.payload()
    }

    pub fn headers(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let Some(headers) = self.0.headers() else { return Ok(BTreeMap::new()) };
        let text = |header: Header<'_, &[u8]>| {
            let value = String::from_utf8_lossy(header.value.unwrap_or_default()).into_owned();
            (header.key.to_owned(), value)
        };
        // The library panics over a name that is not UTF-8.
        let read = catch_unwind(AssertUnwindSafe(|| headers.iter().map(text).collect()));
        read.map_err(|_| anyhow!("the name of a header is not UTF-8"))
    }
}

impl Client {
    /// Asks nothing yet: the broker may be away.
    pub fn new(brokers: &str) -> anyhow::Result<Self> {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", brokers)
            .set("client.id", "levomart")
            // A topic that was missing is found within this time.
            .set("topic.metadata.refresh.interval.ms", "10000")
            .set("reconnect.backoff.max.ms", "2000")
            .set_log_level(RDKafkaLogLevel::Info);
        Ok(Self { producer: Mutex::new(open_producer(&config)?), asking: Mutex::default(), config })
    }

    /// Puts something into a topic; when it returns, enough brokers have it.
    pub async fn send(
        &self,
        topic: &str,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[(&'static str, String)],
    ) -> anyhow::Result<()> {
        self.put(topic, key, value, with(OwnedHeaders::new(), headers)).await
    }

    /// Copies what came, byte for byte, into another topic, with further headers.
    pub async fn copy(
        &self,
        Message(message): &Message,
        topic: &str,
        headers: &[(&'static str, String)],
    ) -> anyhow::Result<()> {
        let headers = with(message.headers().cloned().unwrap_or_default(), headers);
        self.put(topic, message.key(), message.payload(), headers).await
    }

    async fn put(
        &self,
        topic: &str,
        key: Option<&[u8]>,
        payload: Option<&[u8]>,
        headers: OwnedHeaders,
    ) -> anyhow::Result<()> {
        let record = FutureRecord { topic, partition: None, payload, key, timestamp: None, headers: Some(headers) };
        let producer = lock(&self.producer).clone();
        let Err((error, _)) = producer.send(record, CONFIRMED).await else { return Ok(()) };
        let mut current = lock(&self.producer);
        // A producer that cannot promise order any more refuses to go on; a new one begins afresh.
        if let Some((_, why)) = current.client().fatal_error() {
            warn!(why, "sending events over a new connection");
            *current = open_producer(&self.config)?;
        }
        Err(explain(error, topic))
    }

    /// Waits until a broker answers the producer, which connects anew by itself; `topic` is what it is asked for.
    pub async fn reach(&self, topic: String) -> anyhow::Result<()> {
        let producer = lock(&self.producer).clone();
        let answer = on_a_thread(move || producer.client().fetch_metadata(Some(&topic), CONFIRMED).map(drop));
        Ok(answer.await??)
    }

    /// How far a group has read in each partition of a topic.
    pub async fn places(&self, group: &str, topic: String) -> anyhow::Result<Vec<Place>> {
        self.ask(group, move |client| {
            let ends = ends(client, &topic)?;
            let mut list = TopicPartitionList::new();
            list.add_partition_range(&topic, 0, count(ends.len()) - 1);
            let committed = client.committed_offsets(list, ANSWERED)?;
            let place = |one: TopicPartitionListElem<'_>| {
                one.error()?;
                let (low, high) = ends[&one.partition()];
                let next = if let Offset::Offset(next) = one.offset() { next.max(low) } else { low };
                Ok(Place { shard: one.partition(), position: next - 1, behind: high - next })
            };
            committed.elements().into_iter().map(place).collect()
        })
        .await
    }

    /// Shows what lies in topics to somebody who is in no group.
    pub async fn read(&self, topics: Vec<String>, span: Span, mut each: impl FnMut(Message)) -> anyhow::Result<()> {
        let ends = self.ask(NOBODY, move |client| {
            topics.into_iter().map(|topic| Ok((ends(client, &topic)?, topic))).collect::<anyhow::Result<Vec<_>>>()
        });
        let (mut list, mut left) = (TopicPartitionList::new(), HashMap::new());
        for (ends, topic) in ends.await? {
            for (partition, (low, high)) in ends {
                let from = if span == Span::Coming { high } else { low };
                list.add_partition_offset(&topic, partition, Offset::Offset(from))?;
                if low < high {
                    left.insert((topic.clone(), partition), high);
                }
            }
        }
        let mut config = self.config.clone();
        config.set("group.id", format!("{NOBODY}.{}", Uuid::new_v4())).set("enable.auto.commit", "false");
        let consumer: StreamConsumer<Member> = config.create_with_context(Member::default())?;
        consumer.assign(&list)?;
        while span != Span::Kept || !left.is_empty() {
            let message = match consumer.recv().await {
                Ok(message) => Message(message.detach()),
                Err(error) => {
                    warn!(%error, "events cannot be read, trying again");
                    continue;
                }
            };
            let place = (message.topic().to_owned(), message.partition());
            if left.get(&place).is_some_and(|high| message.offset() + 1 >= *high) {
                left.remove(&place);
            }
            each(message);
        }
        close(consumer).await;
        Ok(())
    }

    /// Asks something; the library makes a thread wait for the answer.
    async fn ask<T: Send + 'static>(
        &self,
        group: &str,
        question: impl FnOnce(&BaseConsumer<Member>) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let client = self.asking(group)?;
        let answer = on_a_thread(move || {
            // What is no answer would pile up.
            while client.poll(Duration::ZERO).is_some() {}
            question(&client)
        });
        answer.await?.with_context(|| format!("asking {}", self.config.get("bootstrap.servers").unwrap_or_default()))
    }

    /// Questions are asked often, for measurements; a connection is made once.
    fn asking(&self, group: &str) -> KafkaResult<Arc<BaseConsumer<Member>>> {
        let mut asking = lock(&self.asking);
        if let Some(client) = asking.get(group) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(self.config.clone().set("group.id", group).create_with_context(Member::default())?);
        asking.insert(group.to_owned(), Arc::clone(&client));
        Ok(client)
    }
}

/// Closing waits for a broker that is away; nobody else should.
async fn close(consumer: StreamConsumer<Member>) {
    if timeout(CLOSED, on_a_thread(move || drop(consumer))).await.is_err() {
        warn!("the broker did not say good-bye");
    }
}

/// Does what makes a thread wait on a thread of its own: a runtime that ends waits for those that it has lent.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    let (tell, told) = oneshot::channel();
    std::thread::Builder::new().name("kafka".to_owned()).spawn(move || tell.send(work()))?;
    Ok(told.await?)
}

fn open_producer(config: &ClientConfig) -> anyhow::Result<FutureProducer<Member>> {
    let mut config = config.clone();
    config
        .set("enable.idempotence", "true")
        .set("acks", "all")
        .set("compression.codec", "zstd")
        // The partition of a key is the one that Kafka's own clients choose.
        .set("partitioner", "murmur2_random")
        .set("delivery.timeout.ms", CONFIRMED.as_millis().to_string())
        .set("topic.metadata.propagation.max.ms", "1000")
        .set("allow.auto.create.topics", "false")
        // The topics' own limit decides.
        .set("message.max.bytes", "16777216")
        // Whoever sends waits for the answer: events that go together are there at once.
        .set("linger.ms", "1");
    Ok(config.create_with_context(Member::default())?)
}

fn with(headers: OwnedHeaders, more: &[(&'static str, String)]) -> OwnedHeaders {
    more.iter().fold(headers, |all, (key, value)| all.insert(Header { key, value: Some(value) }))
}

/// The first place in each partition of a topic, and the one after the last.
fn ends(client: &BaseConsumer<Member>, topic: &str) -> anyhow::Result<BTreeMap<i32, (i64, i64)>> {
    let metadata = client.fetch_metadata(Some(topic), ANSWERED)?;
    let partitions = metadata.topics().iter().flat_map(|topic| topic.partitions());
    let ends = partitions.map(|one| Ok((one.id(), client.fetch_watermarks(topic, one.id(), ANSWERED)?)));
    let ends: BTreeMap<_, _> = ends.collect::<KafkaResult<_>>()?;
    ensure!(!ends.is_empty(), missing(topic));
    Ok(ends)
}

fn explain(error: KafkaError, topic: &str) -> anyhow::Error {
    match error.rdkafka_error_code() {
        Some(Code::UnknownTopic | Code::UnknownTopicOrPartition | Code::UnknownPartition) => anyhow!(missing(topic)),
        Some(Code::MessageTimedOut) => anyhow!("the broker does not confirm what is sent to `{topic}`"),
        _ => anyhow::Error::new(error).context(format!("topic `{topic}`")),
    }
}

/// Whether what was sent is more than a producer or its topic takes.
pub(crate) fn is_too_large(problem: &anyhow::Error) -> bool {
    let code = problem.downcast_ref::<KafkaError>().and_then(KafkaError::rdkafka_error_code);
    code == Some(Code::MessageSizeTooLarge)
}

fn missing(topic: &str) -> String {
    format!("there is no topic `{topic}`; run `levomart topics apply`")
}

fn count(size: usize) -> i32 {
    i32::try_from(size).unwrap_or(i32::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
