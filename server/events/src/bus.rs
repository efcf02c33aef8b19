//! Carries events from one slice to the others.

use crate::Envelope;
use sqlx::{PgPool, Row, types::Json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Shards of a topic; the events of one key are all in one.
pub(crate) const SHARDS: i16 = 4;

/// An event and the topic it travels in.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub topic: String,
    pub envelope: Envelope,
}

/// What carries the events. Publishing is at least once and in order per key; see [`crate::consume`] for the other end.
#[derive(Clone)]
pub enum Bus {
    /// A log in PostgreSQL, schema `events`.
    Postgres { db: PgPool, arrived: Arc<Notify> },
}

impl Bus {
    /// The bus in PostgreSQL.
    pub fn postgres(db: PgPool) -> Self {
        Self::Postgres { db, arrived: Arc::new(Notify::new()) }
    }

    /// Appends events; when it returns, they are safe.
    pub async fn publish(&self, batch: &[Delivery]) -> anyhow::Result<()> {
        let Self::Postgres { db, arrived } = self;
        let mut shards: BTreeMap<(&str, i16), Vec<&Envelope>> = BTreeMap::new();
        for delivery in batch {
            let shard = shard_of(&delivery.envelope);
            shards.entry((&delivery.topic, shard)).or_default().push(&delivery.envelope);
        }
        let mut tx = db.begin().await?;
        for ((topic, shard), envelopes) in shards {
            // Held until commit: positions within a shard appear in the order in which they become visible.
            sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, $2))")
                .bind(format!("events.log/{topic}"))
                .bind(i64::from(shard))
                .execute(&mut *tx)
                .await?;
            let (ids, keys): (Vec<_>, Vec<_>) = envelopes.iter().map(|e| (e.id, e.partitionkey)).unzip();
            let bodies: Vec<Json<&Envelope>> = envelopes.into_iter().map(Json).collect();
            sqlx::query(
                "insert into events.log (topic, shard, id, key, envelope)
                 select $1, $2, id, key, envelope
                   from unnest($3::uuid[], $4::uuid[], $5::jsonb[]) with ordinality as t (id, key, envelope, ord)
                  order by ord",
            )
            .bind(topic)
            .bind(shard)
            .bind(ids)
            .bind(keys)
            .bind(bodies)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        arrived.notify_waiters();
        Ok(())
    }

    /// Waits until something was published here, or `at_most` has passed: another process may have published too.
    pub(crate) async fn wait(&self, at_most: Duration) {
        let Self::Postgres { arrived, .. } = self;
        let _ = tokio::time::timeout(at_most, arrived.notified()).await;
    }

    /// Deletes what every consumer has read and is older than `days`; returns how many events went.
    pub async fn trim(&self, days: i32) -> anyhow::Result<u64> {
        let Self::Postgres { db, .. } = self;
        let gone = sqlx::query(
            "delete from events.log as l
              where l.at < now() - make_interval(days => $1)
                and not exists (select from events.cursors as c
                                 where c.topic = l.topic and c.shard = l.shard and c.position < l.position)",
        )
        .bind(days)
        .execute(db)
        .await?;
        Ok(gone.rows_affected())
    }

    /// Events that a consumer has not read yet, over all its topics.
    pub async fn lag(&self, consumer: &str) -> anyhow::Result<i64> {
        let Self::Postgres { db, .. } = self;
        let row = sqlx::query(
            "select count(*) as lag
               from events.cursors as c
               join events.log as l on l.topic = c.topic and l.shard = c.shard and l.position > c.position
              where c.consumer = $1",
        )
        .bind(consumer)
        .fetch_one(db)
        .await?;
        Ok(row.get("lag"))
    }
}

/// The shard of an event: by its key, so that one aggregate's events share one.
fn shard_of(envelope: &Envelope) -> i16 {
    (envelope.partitionkey.as_u128() % SHARDS as u128) as i16
}
