//! Dead letters: events that a consumer could not handle.

use crate::{Bus, Delivery, Envelope};
use sqlx::{PgConnection, Row, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// An event that waits for somebody to look at it.
#[derive(Clone, Debug)]
pub struct Parked {
    pub consumer: String,
    pub topic: String,
    pub envelope: Envelope,
    pub error: String,
    /// How often it was tried; 0 when it only waits behind another of the same key.
    pub tries: i32,
    pub at: OffsetDateTime,
}

/// Parks an event. Parking it twice changes nothing.
pub(crate) async fn park(
    tx: &mut PgConnection,
    consumer: &str,
    delivery: &Delivery,
    error: &str,
    tries: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into events.parked (consumer, id, topic, key, envelope, error, tries)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing",
    )
    .bind(consumer)
    .bind(delivery.envelope.id)
    .bind(&delivery.topic)
    .bind(delivery.envelope.partitionkey)
    .bind(Json(&delivery.envelope))
    .bind(error)
    .bind(tries)
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether events of this key wait for this consumer, so that a later one must wait too.
pub(crate) async fn is_parked(
    tx: &mut PgConnection,
    consumer: &str,
    topic: &str,
    key: Uuid,
) -> Result<bool, sqlx::Error> {
    let row = sqlx::query(
        "select exists (select from events.parked where consumer = $1 and topic = $2 and key = $3) as parked",
    )
    .bind(consumer)
    .bind(topic)
    .bind(key)
    .fetch_one(tx)
    .await?;
    Ok(row.get("parked"))
}

/// The oldest parked events, at most `limit`.
pub async fn list_parked(bus: &Bus, limit: i64) -> anyhow::Result<Vec<Parked>> {
    let Bus::Postgres { db, .. } = bus;
    let rows = sqlx::query(
        "select consumer, topic, envelope, error, tries, at
           from events.parked
          order by seq
          limit $1",
    )
    .bind(limit)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Parked {
            consumer: row.get("consumer"),
            topic: row.get("topic"),
            envelope: row.get::<Json<Envelope>, _>("envelope").0,
            error: row.get("error"),
            tries: row.get("tries"),
            at: row.get("at"),
        })
        .collect())
}

/// Sends the parked events of one consumer (all, or those of one key) round again, oldest first; returns how many.
///
/// The event keeps its id: a consumer that did handle it after all will notice.
pub async fn replay(bus: &Bus, consumer: &str, key: Option<Uuid>) -> anyhow::Result<usize> {
    let Bus::Postgres { db, .. } = bus;
    let mut tx = db.begin().await?;
    let rows = sqlx::query(
        "with taken as (
             delete from events.parked where consumer = $1 and ($2::uuid is null or key = $2) returning *
         )
         select topic, envelope from taken order by seq",
    )
    .bind(consumer)
    .bind(key)
    .fetch_all(&mut *tx)
    .await?;
    let batch: Vec<Delivery> = rows
        .into_iter()
        .map(|row| Delivery { topic: row.get("topic"), envelope: row.get::<Json<Envelope>, _>("envelope").0 })
        .collect();
    // Published before the deletion commits: a crash in between replays twice, which the inbox absorbs.
    bus.publish(&batch).await?;
    tx.commit().await?;
    Ok(batch.len())
}
