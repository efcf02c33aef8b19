//! Dead letters: events that a consumer could not handle. They lie in PostgreSQL, whatever carries the events.

use crate::{Bus, Envelope};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Row, Transaction, postgres::PgRow, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// Keys that are looked at in one go when events are released.
const KEYS: i64 = 100;

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

/// Why an event could not be handled.
pub(crate) struct Failure {
    pub error: String,
    pub tries: i32,
    pub first_failed_at: OffsetDateTime,
}

/// Parks an event. Parking it twice changes nothing.
pub(crate) async fn park(
    db: &mut PgConnection,
    consumer: &str,
    topic: &str,
    envelope: &Envelope,
    failure: &Failure,
) -> anyhow::Result<()> {
    sqlx::query(
        "insert into events.parked (consumer, id, topic, key, envelope, error, tries)
         values ($1, $2, $3, $4, $5::jsonb, $6, $7)
         on conflict do nothing",
    )
    .bind(consumer)
    .bind(envelope.id)
    .bind(topic)
    .bind(envelope.partitionkey)
    .bind(json(envelope)?)
    .bind(text(&failure.error))
    .bind(failure.tries)
    .execute(db)
    .await?;
    Ok(())
}

/// Parks an event if earlier ones of its key are parked: it must not overtake them. `false` means that none is.
pub(crate) async fn park_behind(
    db: &mut PgConnection,
    consumer: &str,
    topic: &str,
    envelope: &Envelope,
) -> anyhow::Result<bool> {
    let key = envelope.partitionkey;
    if !is_parked(db, consumer, topic, key).await? {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    // The last one ahead may just be handled, having been released; then there is nothing left to wait for.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(lock_of(consumer, topic, key))
        .execute(&mut *tx)
        .await?;
    let behind = is_parked(&mut tx, consumer, topic, key).await?;
    if behind {
        sqlx::query(
            "insert into events.parked (consumer, id, topic, key, envelope, error, tries, released)
             select $1, $2, $3, $4, $5::jsonb, 'waits behind an earlier event of the same key', 0, bool_and(released)
               from events.parked where consumer = $1 and topic = $3 and key = $4
             on conflict do nothing",
        )
        .bind(consumer)
        .bind(envelope.id)
        .bind(topic)
        .bind(key)
        .bind(json(envelope)?)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(behind)
}

async fn is_parked(db: &mut PgConnection, consumer: &str, topic: &str, key: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from events.parked where consumer = $1 and topic = $2 and key = $3)")
        .bind(consumer)
        .bind(topic)
        .bind(key)
        .fetch_one(db)
        .await
}

/// The oldest parked events, at most `limit`.
pub async fn list_parked(bus: &Bus, limit: i64) -> anyhow::Result<Vec<Parked>> {
    let rows = sqlx::query(
        "select consumer, topic, envelope, error, tries, at
           from events.parked
          order by seq
          limit $1",
    );
    Ok(rows.bind(limit).try_map(read).fetch_all(bus.db()).await?)
}

/// A parked event of one consumer.
pub async fn find_parked(bus: &Bus, consumer: &str, id: Uuid) -> anyhow::Result<Option<Parked>> {
    let row = sqlx::query(
        "select consumer, topic, envelope, error, tries, at from events.parked where consumer = $1 and id = $2",
    );
    Ok(row.bind(consumer).bind(id).try_map(read).fetch_optional(bus.db()).await?)
}

fn read(row: PgRow) -> Result<Parked, sqlx::Error> {
    Ok(Parked {
        consumer: row.try_get("consumer")?,
        topic: row.try_get("topic")?,
        envelope: row.try_get::<Json<Envelope>, _>("envelope")?.0,
        error: row.try_get("error")?,
        tries: row.try_get("tries")?,
        at: row.try_get("at")?,
    })
}

/// How many events of each consumer and topic are parked.
pub async fn count_parked(bus: &Bus) -> Result<Vec<(String, String, i64)>, sqlx::Error> {
    sqlx::query_as("select consumer, topic, count(*) from events.parked group by consumer, topic")
        .fetch_all(bus.db())
        .await
}

/// Whether a consumer has parked events, any or those of one key.
pub async fn has_parked(bus: &Bus, consumer: &str, key: Option<Uuid>) -> Result<bool, sqlx::Error> {
    let parked = sqlx::query_scalar(
        "select exists (select from events.parked where consumer = $1 and ($2::uuid is null or key = $2))",
    );
    parked.bind(consumer).bind(key).fetch_one(bus.db()).await
}

/// Releases the parked events of one consumer (all, or those of one key); returns how many. The consumer handles them
/// in order, before any later event of their keys.
pub async fn replay(bus: &Bus, consumer: &str, key: Option<Uuid>) -> anyhow::Result<u64> {
    let released =
        sqlx::query("update events.parked set released = true where consumer = $1 and ($2::uuid is null or key = $2)");
    Ok(released.bind(consumer).bind(key).execute(bus.db()).await?.rows_affected())
}

/// Gives up a parked event: it will never be handled, and those behind it wait no longer for it. That it was given up
/// stays known. `false` when it is not parked.
pub async fn drop_parked(bus: &Bus, consumer: &str, id: Uuid) -> anyhow::Result<bool> {
    let dropped = sqlx::query(
        "with dropped as (delete from events.parked where consumer = $1 and id = $2
                          returning consumer, id, topic, key, error)
         insert into events.given_up (consumer, id, topic, key, error) select * from dropped
         on conflict (consumer, id) do update set error = excluded.error, at = now()",
    );
    Ok(dropped.bind(consumer).bind(id).execute(bus.db()).await?.rows_affected() == 1)
}

/// Waits for the released events of a topic that are in hand, and lets none be taken until the transaction ends.
pub(crate) async fn hold_released(tx: &mut PgConnection, consumer: &str, topic: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(lock_of_all(consumer, topic))
        .execute(tx)
        .await?;
    Ok(())
}

/// A parked event that is to be handled after all. While it is in hand, no other of its key is.
pub(crate) struct Release<'a> {
    tx: Transaction<'a, Postgres>,
    consumer: &'a str,
    topic: &'a str,
    pub envelope: Envelope,
}

impl<'a> Release<'a> {
    /// Keys of which events were released, some of them.
    pub async fn keys(db: &PgPool, consumer: &str, topic: &str) -> Result<Vec<Uuid>, sqlx::Error> {
        let keys = sqlx::query_scalar(
            "select distinct key from events.parked where consumer = $1 and topic = $2 and released limit $3",
        );
        keys.bind(consumer).bind(topic).bind(KEYS).fetch_all(db).await
    }

    /// The oldest of a key; `None` when there is none left, or another process has it in hand.
    pub async fn next(db: &PgPool, consumer: &'a str, topic: &'a str, key: Uuid) -> anyhow::Result<Option<Self>> {
        let mut tx = db.begin().await?;
        let mine: bool = sqlx::query_scalar(
            "select pg_try_advisory_xact_lock_shared(hashtextextended($1, 0))
                and pg_try_advisory_xact_lock(hashtextextended($2, 0))",
        )
        .bind(lock_of_all(consumer, topic))
        .bind(lock_of(consumer, topic, key))
        .fetch_one(&mut *tx)
        .await?;
        if !mine {
            return Ok(None);
        }
        let oldest: Option<Json<Envelope>> = sqlx::query_scalar(
            "select envelope from events.parked
              where consumer = $1 and topic = $2 and key = $3 and released
              order by seq limit 1",
        )
        .bind(consumer)
        .bind(topic)
        .bind(key)
        .fetch_optional(&mut *tx)
        .await?;
        Ok(oldest.map(|Json(envelope)| Self { tx, consumer, topic, envelope }))
    }

    /// It was handled.
    pub async fn done(mut self) -> Result<(), sqlx::Error> {
        sqlx::query("delete from events.parked where consumer = $1 and id = $2")
            .bind(self.consumer)
            .bind(self.envelope.id)
            .execute(&mut *self.tx)
            .await?;
        // What was just being parked when those ahead were released would wait for nobody.
        sqlx::query(
            "update events.parked
                set released = true
              where consumer = $1 and topic = $2 and key = $3 and tries = 0 and not released
                and not exists (select from events.parked
                                 where consumer = $1 and topic = $2 and key = $3 and tries > 0 and not released)",
        )
        .bind(self.consumer)
        .bind(self.topic)
        .bind(self.envelope.partitionkey)
        .execute(&mut *self.tx)
        .await?;
        self.tx.commit().await
    }

    /// It failed again, and those behind it wait again.
    pub async fn park_again(mut self, failure: &Failure) -> Result<(), sqlx::Error> {
        sqlx::query(
            "update events.parked
                set released = false,
                    error = case id when $4 then $5 else error end,
                    tries = case id when $4 then $6 else tries end
              where consumer = $1 and topic = $2 and key = $3",
        )
        .bind(self.consumer)
        .bind(self.topic)
        .bind(self.envelope.partitionkey)
        .bind(self.envelope.id)
        .bind(text(&failure.error))
        .bind(failure.tries)
        .execute(&mut *self.tx)
        .await?;
        self.tx.commit().await
    }
}

fn lock_of_all(consumer: &str, topic: &str) -> String {
    format!("events.parked/{consumer}/{topic}")
}

fn lock_of(consumer: &str, topic: &str, key: Uuid) -> String {
    format!("events.parked/{consumer}/{topic}/{key}")
}

/// Text as PostgreSQL takes it: without the character that it refuses, or a poisonous event could not even be parked.
fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn json(envelope: &Envelope) -> anyhow::Result<String> {
    Ok(serde_json::to_string(envelope)?.replace("\\u0000", "\\ufffd"))
}
