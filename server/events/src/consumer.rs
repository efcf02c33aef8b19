//! Reads the bus and hands each event to the slice that listens, until it is handled or parked.

use crate::{
    Bus, Envelope,
    envelope::Unreadable,
    parked::{Failure, Release},
};
use contracts::events::Event;
use futures::future::BoxFuture;
use sqlx::PgPool;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, debug, error, field::Empty, info, warn};
use uuid::Uuid;

/// How often an event is tried before it is parked.
const TRIES: i32 = 5;

/// How long a consumer sleeps when nothing wakes it.
pub(crate) const IDLE: Duration = Duration::from_millis(500);

/// The longest pause after something that a consumer needs was away.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

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
        let began = Instant::now();
        let outcome = match &bus {
            Bus::Postgres(log) => log.follow(&subscription, &stop).await,
            Bus::Kafka(broker) => broker.follow(&subscription, &stop).await,
        };
        let Err(problem) = outcome else { continue };
        pause = if began.elapsed() > LONGEST_PAUSE { IDLE } else { (pause * 2).min(LONGEST_PAUSE) };
        let Subscription { consumer, topic, .. } = subscription;
        warn!(consumer, topic, error = format!("{problem:#}"), "events cannot be read, trying again");
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => {}
        }
    }
}

impl Subscription {
    /// Handles what has arrived; returns how many events were handled or parked.
    pub async fn advance(&self, bus: &Bus, stop: &CancellationToken) -> anyhow::Result<usize> {
        match bus {
            Bus::Postgres(log) => log.advance(self, stop).await,
            Bus::Kafka(broker) => broker.advance(self, stop).await,
        }
    }

    /// Tries an event up to five times; what was left, if it never worked.
    ///
    /// Fails only when told to stop while something the slice needs is away: then nothing is known about this event and
    /// the consumer must not go on to the next.
    pub(crate) async fn try_to_handle(
        &self,
        envelope: &Envelope,
        stop: &CancellationToken,
    ) -> anyhow::Result<Option<Failure>> {
        let Self { consumer, topic, .. } = *self;
        let span = tracing::info_span!("event", consumer, topic, event.id = %envelope.id, trace_id = Empty);
        let span = trace::join(span, envelope.traceparent.as_deref());
        self.try_again_and_again(envelope, stop).instrument(span).await
    }

    async fn try_again_and_again(
        &self,
        envelope: &Envelope,
        stop: &CancellationToken,
    ) -> anyhow::Result<Option<Failure>> {
        let mut first_failed_at = None;
        let mut tries = 0;
        let mut pause = Duration::from_millis(50);
        loop {
            // On a task of its own, so that a panic of a handler is one event's failure and not the consumer's end.
            let outcome = match tokio::spawn((self.handler)(envelope.clone()).in_current_span()).await {
                Ok(outcome) => outcome,
                Err(panic) => Err(anyhow::anyhow!("handler panicked: {panic}")),
            };
            let Err(problem) = outcome else {
                debug!(event.kind = envelope.kind, "event handled");
                return Ok(None);
            };
            let first_failed_at = *first_failed_at.get_or_insert_with(OffsetDateTime::now_utc);
            let transient = (self.is_transient)(&problem);
            tries += i32::from(!transient);
            let error = format!("{problem:#}");
            if tries >= TRIES || problem.is::<Unreadable>() {
                error!(error, tries, "event parked");
                return Ok(Some(Failure { error, tries, first_failed_at }));
            }
            warn!(error, "event not handled yet");
            tokio::select! {
                () = tokio::time::sleep(pause + jitter()) => {}
                () = stop.cancelled() => return Err(problem.context("stopped while an event was waiting")),
            }
            pause = (pause * 2).min(if transient { LONGEST_PAUSE } else { Duration::from_secs(1) });
        }
    }

    /// Handles the parked events that somebody has released, in order per key; returns how many were handled. An event
    /// that fails again stays parked, and those behind it.
    pub(crate) async fn handle_released(&self, db: &PgPool, stop: &CancellationToken) -> anyhow::Result<usize> {
        let Self { consumer, topic, .. } = *self;
        let mut handled = 0;
        for key in Release::keys(db, consumer, topic).await? {
            while !stop.is_cancelled()
                && let Some(release) = Release::next(db, consumer, topic, key).await?
            {
                if let Some(failure) = self.try_to_handle(&release.envelope, stop).await? {
                    release.park_again(&failure).await?;
                    break;
                }
                info!(consumer, topic, event.id = %release.envelope.id, "parked event handled");
                release.done().await?;
                handled += 1;
            }
        }
        Ok(handled)
    }
}

/// So that consumers that failed together do not try again together; up to 32 ms.
fn jitter() -> Duration {
    Duration::from_millis(u64::from(Uuid::new_v4().as_bytes()[0]) / 8)
}
