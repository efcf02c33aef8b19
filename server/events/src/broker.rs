//! The bus on a Kafka broker.
//!
//! One consumer group per consumer and topic: a rebalance of one topic leaves the others alone, and a group's place can be
//! changed without the others'.

#[cfg(test)]
mod poison;

use crate::{
    Delivery, Encoding, Envelope, Lying, Place, Settings, Span, Subscription, cloudevent,
    consumer::IDLE,
    kafka::{CONFIRMED, Client, Message, Reader, is_too_large},
    parked::{Failure, park, park_behind},
    topics::{Found, TOPICS, Topic},
};
use anyhow::ensure;
use futures::{StreamExt, future::join_all, stream};
use sqlx::PgPool;
use std::{
    collections::{BTreeMap, HashSet},
    time::{Duration, Instant},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio_util::sync::CancellationToken;
use tracing::warn;
use uuid::Uuid;

/// Events handled between two commits of the place in a topic.
const BATCH: usize = 100;

/// Partitions handled at once, so that a backlog does not take all of a slice's connections.
const LANES: usize = 3;

/// The longest error in a dead letter's header, characters.
const ERROR_LENGTH: usize = 1000;

/// A broker, and the database of what is parked.
pub struct Broker {
    client: Client,
    prefix: String,
    instance: String,
    encoding: Encoding,
    db: PgPool,
}

impl Broker {
    pub(crate) fn new(brokers: &str, settings: &Settings, db: PgPool) -> anyhow::Result<Self> {
        let Settings { prefix, instance, encoding, .. } = settings.clone();
        Ok(Self { client: Client::new(brokers)?, prefix, instance, encoding, db })
    }

    pub(crate) fn db(&self) -> &PgPool {
        &self.db
    }

    /// What a topic is called on the broker.
    pub(crate) fn name(&self, topic: &str) -> String {
        format!("{}{topic}", self.prefix)
    }

    fn group(&self, consumer: &str, topic: &str) -> String {
        self.name(&format!("{consumer}.{topic}"))
    }

    /// Sends events, and returns those that the broker has confirmed.
    ///
    /// An event goes out only when the one before it of the same key is confirmed. The broker keeps the order of what is
    /// sent, but one event may time out and the next not: then the later one would arrive first.
    pub(crate) async fn publish(&self, batch: &[Delivery]) -> anyhow::Result<Vec<Uuid>> {
        let began = Instant::now();
        let (mut taken, mut left) = (Vec::new(), batch.iter().collect::<Vec<_>>());
        while !left.is_empty() && began.elapsed() < CONFIRMED {
            let mut keys = HashSet::new();
            let (now, later): (Vec<_>, _) =
                left.into_iter().partition(|delivery| keys.insert(delivery.envelope.partitionkey));
            let mut failed = None;
            for (delivery, outcome) in now.iter().zip(join_all(now.iter().map(|delivery| self.send(delivery))).await) {
                match outcome {
                    Ok(()) => taken.push(delivery.envelope.id),
                    Err(problem) => failed = Some(problem),
                }
            }
            match failed {
                Some(problem) if taken.is_empty() => return Err(problem),
                Some(_) => break,
                None => left = later,
            }
        }
        Ok(taken)
    }

    async fn send(&self, Delivery { topic, envelope }: &Delivery) -> anyhow::Result<()> {
        let (content_type, value) = crate::encode(envelope, self.encoding)?;
        let headers = cloudevent::write(envelope, content_type)?;
        let key = envelope.partitionkey.to_string();
        self.client.send(&self.name(topic), Some(key.as_bytes()), Some(&value), &headers).await
    }

    pub(crate) async fn reach(&self) -> anyhow::Result<()> {
        self.client.reach(self.name(TOPICS[0].name)).await
    }

    /// Handles what comes until `stop`.
    pub(crate) async fn follow(&self, subscription: &Subscription, stop: &CancellationToken) -> anyhow::Result<()> {
        let mut reader = self.join(subscription, stop)?;
        let mut outcome = Ok(0);
        while outcome.is_ok() && !stop.is_cancelled() {
            outcome = self.turn(&mut reader, subscription, stop).await;
        }
        reader.leave().await;
        outcome.map(|_| ())
    }

    /// Handles what has arrived by now.
    pub(crate) async fn advance(&self, subscription: &Subscription, stop: &CancellationToken) -> anyhow::Result<usize> {
        let Subscription { consumer, topic, .. } = *subscription;
        let mut handled = subscription.handle_released(&self.db, stop).await?;
        if self.is_behind(consumer, topic).await? {
            let mut reader = self.join(subscription, stop)?;
            while !stop.is_cancelled() && self.is_behind(consumer, topic).await? {
                handled += self.turn(&mut reader, subscription, stop).await?;
            }
            reader.leave().await;
        }
        Ok(handled)
    }

    async fn is_behind(&self, consumer: &str, topic: &str) -> anyhow::Result<bool> {
        Ok(self.places(consumer, topic).await?.iter().any(|place| place.behind > 0))
    }

    fn join(&self, subscription: &Subscription, stop: &CancellationToken) -> anyhow::Result<Reader> {
        let group = self.group(subscription.consumer, subscription.topic);
        let member = (!self.instance.is_empty()).then(|| format!("{}.{group}", self.instance));
        self.client.join(&group, member, self.name(subscription.topic), stop.clone())
    }

    /// Handles one batch, each partition's part in order; returns how many events were handled or parked.
    async fn turn(
        &self,
        reader: &mut Reader,
        subscription: &Subscription,
        stop: &CancellationToken,
    ) -> anyhow::Result<usize> {
        let released = reader.beside(subscription.handle_released(&self.db, stop)).await.unwrap_or_else(|problem| {
            warn!(error = format!("{problem:#}"), "released events cannot be read, trying again");
            0
        });
        let batch = reader.batch(BATCH).await?;
        let lanes = batch.into_values().map(|(held, messages)| self.handle_in_order(subscription, messages, held));
        let lanes: Vec<_> = lanes.collect();
        let handled: Vec<_> = reader.beside(stream::iter(lanes).buffer_unordered(LANES).collect()).await;
        reader.commit(handled.iter().filter_map(|(_, place)| *place))?;
        Ok(released + handled.iter().map(|(count, _)| count).sum::<usize>())
    }

    /// Handles what came from one partition for as long as it is held; how many, and the place to go on from.
    async fn handle_in_order(
        &self,
        subscription: &Subscription,
        messages: Vec<Message>,
        held: CancellationToken,
    ) -> (usize, Option<(i32, i64)>) {
        let (mut handled, mut place) = (0, None);
        for message in messages {
            if !self.settle(subscription, &message, &held).await {
                break;
            }
            handled += 1;
            place = Some((message.partition(), message.offset() + 1));
        }
        (handled, place)
    }

    /// Brings an event to its end, however long PostgreSQL or the broker are away. `false` when the partition was lost
    /// before: then somebody else does, or this process after a restart.
    async fn settle(&self, subscription: &Subscription, message: &Message, held: &CancellationToken) -> bool {
        let envelope = open(message);
        let mut pause = IDLE;
        while !held.is_cancelled() {
            let Err(problem) = self.handle_or_park(subscription, message, &envelope, held).await else { return true };
            warn!(event.id = %envelope.id, error = format!("{problem:#}"), "event neither handled nor parked yet");
            tokio::select! {
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(Duration::from_secs(5)),
                () = held.cancelled() => {}
            }
        }
        false
    }

    async fn handle_or_park(
        &self,
        subscription: &Subscription,
        message: &Message,
        envelope: &Envelope,
        held: &CancellationToken,
    ) -> anyhow::Result<()> {
        let Subscription { consumer, topic, .. } = *subscription;
        if park_behind(&mut *self.db.acquire().await?, consumer, topic, envelope).await? {
            return Ok(());
        }
        if let Some(failure) = subscription.try_to_handle(envelope, held).await? {
            self.send_dead_letter(consumer, message, &failure).await?;
            park(&mut *self.db.acquire().await?, consumer, topic, envelope, &failure).await?;
        }
        Ok(())
    }

    /// For whoever looks at the broker. What counts is that the event is parked: when it is too large to be copied, the
    /// letter only says where it lies.
    async fn send_dead_letter(&self, consumer: &str, message: &Message, failure: &Failure) -> anyhow::Result<()> {
        let origin = [
            ("dlq_topic", message.topic().to_owned()),
            ("dlq_partition", message.partition().to_string()),
            ("dlq_offset", message.offset().to_string()),
            ("dlq_consumer", consumer.to_owned()),
            ("dlq_error", failure.error.chars().take(ERROR_LENGTH).collect()),
            ("dlq_tries", failure.tries.to_string()),
            ("dlq_first_failed_at", failure.first_failed_at.format(&Rfc3339)?),
        ];
        let topic = format!("{}.dlq", message.topic());
        match self.client.copy(message, &topic, &origin).await {
            // Key and headers may be what is large.
            Err(problem) if is_too_large(&problem) => self.client.send(&topic, None, None, &origin).await,
            outcome => outcome,
        }
    }

    pub(crate) async fn places(&self, consumer: &str, topic: &str) -> anyhow::Result<Vec<Place>> {
        self.client.places(&self.group(consumer, topic), self.name(topic)).await
    }

    pub(crate) async fn consumers(&self) -> anyhow::Result<Vec<(String, String)>> {
        // Others may use this broker, too.
        let ours = |group: &String| {
            let (consumer, topic) = group.strip_prefix(&self.prefix)?.split_once('.')?;
            let known = TOPICS.iter().any(|known| known.name == topic);
            known.then(|| (consumer.to_owned(), topic.to_owned()))
        };
        Ok(self.client.groups().await?.keys().filter_map(ours).collect())
    }

    /// Fails with one line while somebody is in the group.
    pub(crate) async fn ensure_nobody_listens(&self, consumer: &str, topic: &str) -> anyhow::Result<()> {
        let members = self.client.groups().await?.remove(&self.group(consumer, topic));
        ensure!(members.unwrap_or_default() == 0, still_listens(consumer, topic));
        Ok(())
    }

    /// A group without a place begins with the first event that there is.
    pub(crate) async fn rewind(&self, consumer: &str, topic: &str) -> anyhow::Result<()> {
        let forgotten = self.client.forget_group(&self.group(consumer, topic)).await?;
        ensure!(forgotten, still_listens(consumer, topic));
        Ok(())
    }

    pub(crate) async fn read(&self, topics: &[&str], span: Span, mut each: impl FnMut(Lying)) -> anyhow::Result<()> {
        let names = topics.iter().map(|topic| self.name(topic)).collect();
        let show = |message: Message| {
            let topic = message.topic().strip_prefix(&self.prefix).unwrap_or(message.topic()).to_owned();
            let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(message.at_ms()) * 1_000_000);
            each(Lying {
                topic,
                shard: message.partition(),
                position: message.offset(),
                at: at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
                envelope: open(&message),
            });
        };
        self.client.read(names, span, show).await
    }

    /// How many brokers there are, and what each of these topics is like, if it is there.
    pub(crate) async fn find(&self, topics: &[Topic]) -> anyhow::Result<(i32, BTreeMap<String, Found>)> {
        self.client.find(topics.iter().map(|topic| self.name(topic.name)).collect()).await
    }

    pub(crate) async fn create(
        &self,
        topic: &Topic,
        replication: i32,
        config: &[(&'static str, String)],
    ) -> anyhow::Result<()> {
        self.client.create(&self.name(topic.name), topic, replication, config).await
    }

    pub(crate) async fn configure(&self, topic: &Topic, config: &BTreeMap<String, String>) -> anyhow::Result<()> {
        self.client.configure(&self.name(topic.name), config).await
    }

    pub(crate) async fn delete(&self, topics: &[Topic]) -> anyhow::Result<()> {
        let names: Vec<String> = topics.iter().map(|topic| self.name(topic.name)).collect();
        self.client.delete(&names.iter().map(String::as_str).collect::<Vec<_>>()).await
    }
}

/// The event in a message, or what stands in for it: the same for the same message, so that it is parked once.
fn open(message: &Message) -> Envelope {
    let read = message.headers().and_then(|headers| cloudevent::read(&headers, message.value()));
    read.unwrap_or_else(|why| {
        let (topic, at) = (message.topic(), message.at_ms());
        let place = format!("{topic}/{}/{}/{at}", message.partition(), message.offset());
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, place.as_bytes());
        let key = message.key().map_or(id, |key| {
            let parsed = std::str::from_utf8(key).ok().and_then(|key| key.parse().ok());
            parsed.unwrap_or_else(|| Uuid::new_v5(&Uuid::NAMESPACE_OID, key))
        });
        Envelope::unreadable(topic, id, key, &format!("{why:#}"), message.value().unwrap_or_default())
    })
}

fn still_listens(consumer: &str, topic: &str) -> String {
    format!("{consumer} listens to {topic}: stop every process that runs {consumer}, wait fifteen seconds, try again")
}
