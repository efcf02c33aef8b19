//! Reads the bus and hands each event to the slice that listens.

use crate::{
    Bus, Delivery, Envelope,
    bus::SHARDS,
    parked::{is_parked, park},
};
use contracts::events::Event;
use futures::future::BoxFuture;
use sqlx::{PgConnection, PgPool, Row, types::Json};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};
use uuid::Uuid;

/// Events read at once from a shard.
const BATCH: i64 = 100;

/// How often an event is tried before it is parked.
const TRIES: i32 = 5;

/// How long a consumer sleeps when nothing wakes it.
const IDLE: Duration = Duration::from_millis(500);

type Handler = Arc<dyn Fn(Envelope) -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

/// A slice's interest in a topic.
#[derive(Clone)]
pub struct Subscription {
    /// The slice that listens; events are remembered per consumer.
    pub consumer: &'static str,
    pub topic: &'static str,
    handler: Handler,
    is_transient: fn(&anyhow::Error) -> bool,
}

impl Subscription {
    /// `handle` is called for every event of the topic, in order per key, at least once: it must be idempotent, usually
    /// through [`crate::Inbox`].
    pub fn new<E, F>(consumer: &'static str, handle: impl Fn(E, Envelope) -> F + Send + Sync + 'static) -> Self
    where
        E: Event + 'static,
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let handle = Arc::new(handle);
        let handler: Handler = Arc::new(move |envelope: Envelope| {
            let handle = Arc::clone(&handle);
            Box::pin(async move {
                let event = envelope.open::<E>()?;
                handle(event, envelope).await
            })
        });
        Self { consumer, topic: E::TOPIC, handler, is_transient: |_| false }
    }

    /// Tells which errors mean "later", not "never": those are tried again without end instead of being parked.
    pub fn waiting_for(mut self, is_transient: fn(&anyhow::Error) -> bool) -> Self {
        self.is_transient = is_transient;
        self
    }
}

/// Handles events until `stop`, then finishes the one it has begun.
pub async fn consume(subscription: Subscription, bus: Bus, stop: CancellationToken) {
    let mut pause = IDLE;
    while !stop.is_cancelled() {
        match subscription.advance(&bus, &stop).await {
            Ok(0) => pause = IDLE,
            Ok(_) => continue,
            Err(problem) => {
                pause = (pause * 2).min(Duration::from_secs(5));
                let Subscription { consumer, topic, .. } = subscription;
                warn!(consumer, topic, error = format!("{problem:#}"), "events cannot be read, trying again");
            }
        }
        tokio::select! {
            () = bus.wait(pause) => {}
            () = stop.cancelled() => {}
        }
    }
}

impl Subscription {
    /// Handles what has arrived, one batch per shard; returns how many events were handled or parked.
    pub async fn advance(&self, bus: &Bus, stop: &CancellationToken) -> anyhow::Result<usize> {
        let Bus::Postgres { db, .. } = bus;
        let mut handled = 0;
        for shard in 0..SHARDS {
            handled += self.advance_shard(db, shard, stop).await?;
        }
        Ok(handled)
    }

    async fn advance_shard(&self, db: &PgPool, shard: i16, stop: &CancellationToken) -> anyhow::Result<usize> {
        let mut tx = db.begin().await?;
        let Some(position) = self.lock_cursor(&mut tx, shard).await? else { return Ok(0) };
        let rows = sqlx::query(
            "select position, envelope from events.log
              where topic = $1 and shard = $2 and position > $3
              order by position limit $4",
        )
        .bind(self.topic)
        .bind(shard)
        .bind(position)
        .bind(BATCH)
        .fetch_all(&mut *tx)
        .await?;

        let mut reached = position;
        let mut handled = 0;
        for row in rows {
            if stop.is_cancelled() {
                break;
            }
            let delivery =
                Delivery { topic: self.topic.to_owned(), envelope: row.get::<Json<Envelope>, _>("envelope").0 };
            if is_parked(&mut tx, self.consumer, self.topic, delivery.envelope.partitionkey).await? {
                park(&mut tx, self.consumer, &delivery, "waits behind an earlier event of the same key", 0).await?;
            } else if let Some(problem) = self.try_to_handle(&delivery.envelope, stop).await? {
                park(&mut tx, self.consumer, &delivery, &problem, TRIES).await?;
            }
            reached = row.get("position");
            handled += 1;
        }
        if handled > 0 {
            sqlx::query("update events.cursors set position = $4 where consumer = $1 and topic = $2 and shard = $3")
                .bind(self.consumer)
                .bind(self.topic)
                .bind(shard)
                .bind(reached)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(handled)
    }

    /// The position of the cursor, locked; `None` while another process has it.
    async fn lock_cursor(&self, tx: &mut PgConnection, shard: i16) -> Result<Option<i64>, sqlx::Error> {
        if let Some(position) = self.read_cursor(tx, shard).await? {
            return Ok(Some(position));
        }
        sqlx::query("insert into events.cursors (consumer, topic, shard) values ($1, $2, $3) on conflict do nothing")
            .bind(self.consumer)
            .bind(self.topic)
            .bind(shard)
            .execute(&mut *tx)
            .await?;
        self.read_cursor(tx, shard).await
    }

    async fn read_cursor(&self, tx: &mut PgConnection, shard: i16) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar(
            "select position from events.cursors
              where consumer = $1 and topic = $2 and shard = $3
                for update skip locked",
        )
        .bind(self.consumer)
        .bind(self.topic)
        .bind(shard)
        .fetch_optional(tx)
        .await
    }

    /// Tries an event up to five times; the error that was left, if it never worked.
    ///
    /// Fails only when told to stop while something the slice needs is away: then nothing is known about this event and
    /// the cursor must not move over it.
    async fn try_to_handle(&self, envelope: &Envelope, stop: &CancellationToken) -> anyhow::Result<Option<String>> {
        let mut tries = 0;
        let mut pause = Duration::from_millis(50);
        loop {
            // On a task of its own, so that a panic of a handler is one event's failure and not the consumer's end.
            let outcome = match tokio::spawn((self.handler)(envelope.clone())).await {
                Ok(outcome) => outcome,
                Err(panic) => Err(anyhow::anyhow!("handler panicked: {panic}")),
            };
            let Err(problem) = outcome else { return Ok(None) };
            let transient = (self.is_transient)(&problem);
            tries += i32::from(!transient);
            let text = format!("{problem:#}");
            let Self { consumer, topic, .. } = self;
            if tries >= TRIES {
                error!(consumer, topic, event.id = %envelope.id, error = text, "event parked after {tries} tries");
                return Ok(Some(text));
            }
            warn!(consumer, topic, event.id = %envelope.id, error = text, "event not handled yet");
            let jitter = Duration::from_millis(u64::from(Uuid::new_v4().as_bytes()[0]) / 8);
            tokio::select! {
                () = tokio::time::sleep(pause + jitter) => {}
                () = stop.cancelled() => return Err(problem.context("stopped while an event was waiting")),
            }
            pause = (pause * 2).min(if transient { Duration::from_secs(5) } else { Duration::from_secs(1) });
        }
    }
}
