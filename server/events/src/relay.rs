//! Sends what is in the outboxes to the bus, in order, at least once.

use crate::{Bus, Delivery, Envelope, Outbox};
use anyhow::Context;
use futures::future::try_join_all;
use sqlx::{AssertSqlSafe, Row, types::Json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

/// Events per transaction: large enough to drain thousands a second, small enough to keep the shard's lock short.
const BATCH: i64 = 500;

/// Shards per outbox; the events of one aggregate are all in one.
const SHARDS: i32 = 4;

/// How long the relay sleeps when nothing wakes it. Also finds what another process committed.
const IDLE: Duration = Duration::from_millis(500);

/// How long an event is kept in the outbox after it was sent, for people who look into what happened; days.
const KEPT_DAYS: i32 = 7;

/// How often sent events are looked for that may go.
const TIDY_EVERY: Duration = Duration::from_secs(3600);

/// Sends events until `stop`, then finishes the batch it has begun. Once an hour it deletes what was sent long ago.
pub async fn relay(outbox: Outbox, bus: Bus, stop: CancellationToken) {
    // Side by side: what is to be sent does not wait for what may go.
    tokio::select! {
        () = send(&outbox, &bus, &stop) => {}
        () = tidy(&outbox) => {}
    }
}

async fn send(outbox: &Outbox, bus: &Bus, stop: &CancellationToken) {
    let (mut pause, mut away) = (IDLE, false);
    while !stop.is_cancelled() {
        let sent = async {
            if away {
                // Nothing is held meanwhile: shards may go through another process that reaches the bus sooner, and the
                // slice's connections are for those who serve.
                tokio::select! {
                    reached = bus.reach() => reached.context("reaching the bus")?,
                    () = stop.cancelled() => return Ok(0),
                }
            }
            drain(outbox, bus).await
        };
        let sent = sent.await;
        away = sent.is_err();
        match sent {
            Ok(0) => pause = IDLE,
            Ok(_) => continue,
            Err(error) => {
                pause = (pause * 2).min(Duration::from_secs(10));
                warn!(slice = outbox.slice(), error = format!("{error:#}"), "outbox cannot be sent, trying again");
            }
        }
        tokio::select! {
            () = outbox.woken.notified() => {}
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn tidy(outbox: &Outbox) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        if let Err(error) = outbox.tidy(KEPT_DAYS).await {
            warn!(slice = outbox.slice(), %error, "old events were not deleted");
        }
    }
}

/// Sends one batch of every shard; returns how many events were sent.
///
/// A shard is sent by the one process that holds its advisory lock, and an event is marked only after the bus has taken
/// it: a crash in between sends it twice, never not at all.
pub async fn drain(outbox: &Outbox, bus: &Bus) -> anyhow::Result<usize> {
    // Most of the time of a batch is waiting for the bus, so the shards wait side by side.
    let shards = filled_shards(outbox).await?.into_iter().map(|shard| drain_shard(outbox, bus, shard));
    let sent = try_join_all(shards).await.map(|sent| sent.into_iter().sum());
    if !matches!(sent, Ok(0)) {
        // Not shard by shard: who handles the first events would take the processor from those that come after them.
        bus.announce();
    }
    sent
}

/// The shards in which something waits. Asked without a lock, because a relay is often woken for nothing.
async fn filled_shards(outbox: &Outbox) -> Result<Vec<i32>, sqlx::Error> {
    // The limit makes this a probe of the index per shard, however much waits.
    let sql = format!(
        "select s.shard
           from generate_series(0, $1 - 1) as s (shard)
          cross join lateral (select from {}.outbox as o
                               where o.published_at is null and o.shard = s.shard::smallint
                               limit 1) as waiting",
        outbox.slice()
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(SHARDS).fetch_all(&outbox.db).await
}

async fn drain_shard(outbox: &Outbox, bus: &Bus, shard: i32) -> anyhow::Result<usize> {
    let slice = outbox.slice();
    let mut tx = outbox.db.begin().await?;
    let (mine,): (bool,) = sqlx::query_as("select pg_try_advisory_xact_lock(hashtextextended($1, $2))")
        .bind(format!("{slice}.outbox"))
        .bind(i64::from(shard))
        .fetch_one(&mut *tx)
        .await?;
    if !mine {
        return Ok(0);
    }
    // The shard is a generated column, so that the partial index finds the unsent events of a shard at once.
    let sql = format!(
        "select topic, envelope from {slice}.outbox where published_at is null and shard = $1 order by seq limit $2"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(shard as i16)
        .bind(BATCH)
        .fetch_all(&mut *tx)
        .await
        .context("reading the outbox")?;
    if rows.is_empty() {
        return Ok(0);
    }
    let batch: Vec<Delivery> = rows
        .into_iter()
        .map(|row| Delivery { topic: row.get("topic"), envelope: row.get::<Json<Envelope>, _>("envelope").0 })
        .collect();
    let taken = bus.publish(&batch).await.context("handing events to the bus")?;

    let sql = format!("update {slice}.outbox set published_at = now() where id = any($1)");
    sqlx::query(AssertSqlSafe(sql)).bind(&taken).execute(&mut *tx).await?;
    tx.commit().await?;
    debug!(slice, shard, count = taken.len(), "events sent");
    Ok(taken.len())
}
