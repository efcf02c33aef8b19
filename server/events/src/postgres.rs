//! The bus in PostgreSQL: a log with a cursor per consumer and shard, schema `events`.

use crate::{
    Delivery, Envelope, Lying, Place, Span, Subscription,
    consumer::IDLE,
    parked::{hold_released, park, park_behind},
    topics,
};
use serde_json::Value;
use sqlx::{PgConnection, PgPool, Row, postgres::PgRow, types::Json};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Shards of a topic; the events of one key are all in one.
const SHARDS: i16 = 4;

/// Events read at once from a shard.
const BATCH: i64 = 100;

/// The log.
#[derive(Clone)]
pub struct Log {
    db: PgPool,
    arrived: Arc<Notify>,
}

impl Log {
    pub(crate) fn new(db: PgPool) -> Self {
        Self { db, arrived: Arc::new(Notify::new()) }
    }

    pub(crate) fn db(&self) -> &PgPool {
        &self.db
    }

    /// Appends events; when it returns, they are safe, all of them.
    pub(crate) async fn publish(&self, batch: &[Delivery]) -> anyhow::Result<Vec<Uuid>> {
        let mut shards: BTreeMap<(&str, i16), Vec<&Envelope>> = BTreeMap::new();
        for delivery in batch {
            let shard = shard_of(&delivery.envelope);
            shards.entry((&delivery.topic, shard)).or_default().push(&delivery.envelope);
        }
        let mut tx = self.db.begin().await?;
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
        Ok(batch.iter().map(|delivery| delivery.envelope.id).collect())
    }

    pub(crate) fn announce(&self) {
        self.arrived.notify_waiters();
    }

    pub(crate) async fn reach(&self) -> anyhow::Result<()> {
        Ok(self.db.acquire().await.map(drop)?)
    }

    /// Handles what comes until `stop`.
    pub(crate) async fn follow(&self, subscription: &Subscription, stop: &CancellationToken) -> anyhow::Result<()> {
        while !stop.is_cancelled() {
            if self.advance(subscription, stop).await? == 0 {
                tokio::select! {
                    () = self.wait() => {}
                    () = stop.cancelled() => {}
                }
            }
        }
        Ok(())
    }

    /// Waits until something is announced here, or for a moment: another process may have published too.
    async fn wait(&self) {
        let _ = tokio::time::timeout(IDLE, self.arrived.notified()).await;
    }

    /// Handles what has arrived, one batch per shard; returns how many events were handled or parked.
    pub(crate) async fn advance(&self, subscription: &Subscription, stop: &CancellationToken) -> anyhow::Result<usize> {
        let mut handled = subscription.handle_released(&self.db, stop).await?;
        for shard in 0..SHARDS {
            handled += self.advance_shard(subscription, shard, stop).await?;
        }
        Ok(handled)
    }

    async fn advance_shard(
        &self,
        subscription: &Subscription,
        shard: i16,
        stop: &CancellationToken,
    ) -> anyhow::Result<usize> {
        let Subscription { consumer, topic, .. } = *subscription;
        let mut tx = self.db.begin().await?;
        let Some(position) = lock_cursor(&mut tx, subscription, shard).await? else { return Ok(0) };
        let rows = sqlx::query(
            "select topic, position, id, key, envelope from events.log
              where topic = $1 and shard = $2 and position > $3
              order by position limit $4",
        )
        .bind(topic)
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
            let envelope = delivery(&row).envelope;
            if !park_behind(&mut tx, consumer, topic, &envelope).await?
                && let Some(failure) = subscription.try_to_handle(&envelope, stop).await?
            {
                park(&mut tx, consumer, topic, &envelope, &failure).await?;
            }
            reached = row.get("position");
            handled += 1;
        }
        if handled > 0 {
            sqlx::query("update events.cursors set position = $4 where consumer = $1 and topic = $2 and shard = $3")
                .bind(consumer)
                .bind(topic)
                .bind(shard)
                .bind(reached)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(handled)
    }

    pub(crate) async fn trim(&self) -> anyhow::Result<u64> {
        let passing = topics::TOPICS.iter().filter(|topic| topic.retention_ms != topics::FOR_EVER);
        let (names, kept_ms): (Vec<&str>, Vec<i64>) = passing.map(|topic| (topic.name, topic.retention_ms)).unzip();
        let gone = sqlx::query(
            "delete from events.log as l
              using unnest($1::text[], $2::bigint[]) as t (topic, kept_ms)
              where l.topic = t.topic
                and l.at < now() - t.kept_ms * interval '1 millisecond'
                and not exists (select from events.cursors as c
                                 where c.topic = l.topic and c.shard = l.shard and c.position < l.position)",
        )
        .bind(names)
        .bind(kept_ms)
        .execute(&self.db)
        .await?;
        Ok(gone.rows_affected())
    }

    pub(crate) async fn places(&self, consumer: &str, topic: &str) -> anyhow::Result<Vec<Place>> {
        let rows = sqlx::query(
            "select s.shard, coalesce(c.position, 0) as position,
                    (select count(*) from events.log as l
                      where l.topic = $2 and l.shard = s.shard and l.position > coalesce(c.position, 0)) as behind
               from generate_series(0, $3 - 1) as s (shard)
               left join events.cursors as c on c.consumer = $1 and c.topic = $2 and c.shard = s.shard
              where exists (select from events.log as l where l.topic = $2 and l.shard = s.shard)",
        );
        let rows = rows.bind(consumer).bind(topic).bind(i32::from(SHARDS)).fetch_all(&self.db).await?;
        let place = |row: PgRow| {
            let shard = row.get("shard");
            Place { shard, position: row.get("position"), behind: row.get("behind") }
        };
        Ok(rows.into_iter().map(place).collect())
    }

    pub(crate) async fn consumers(&self) -> anyhow::Result<Vec<(String, String)>> {
        let known = sqlx::query_as("select distinct consumer, topic from events.cursors order by consumer, topic");
        Ok(known.fetch_all(&self.db).await?)
    }

    pub(crate) async fn rewind(&self, consumer: &str, topic: &str) -> anyhow::Result<()> {
        Ok(rewind(&mut *self.db.acquire().await?, consumer, topic).await?)
    }

    pub(crate) async fn read(&self, topics: &[&str], span: Span, mut each: impl FnMut(Lying)) -> anyhow::Result<()> {
        let mut positions = BTreeMap::new();
        for topic in topics {
            for shard in 0..SHARDS {
                positions.insert(((*topic).to_owned(), shard), 0_i64);
            }
        }
        if span == Span::Coming {
            let ends = sqlx::query("select topic, shard, max(position) as position from events.log group by 1, 2");
            for row in ends.fetch_all(&self.db).await? {
                positions.entry((row.get("topic"), row.get("shard"))).and_modify(|at| *at = row.get("position"));
            }
        }
        loop {
            let rows = self.after(&positions).await?;
            if rows.is_empty() {
                if span == Span::Kept {
                    return Ok(());
                }
                self.wait().await;
            }
            for row in rows {
                positions.insert((row.get("topic"), row.get("shard")), row.get("position"));
                let Delivery { topic, envelope } = delivery(&row);
                let shard = row.get::<i16, _>("shard").into();
                each(Lying { topic, shard, position: row.get("position"), at: row.get("at"), envelope });
            }
        }
    }

    /// What comes next after these positions, some of it.
    async fn after(&self, positions: &BTreeMap<(String, i16), i64>) -> Result<Vec<PgRow>, sqlx::Error> {
        let (topics, shards): (Vec<&str>, Vec<i16>) = positions.keys().map(|(topic, shard)| (&**topic, *shard)).unzip();
        sqlx::query(
            "select l.topic, l.shard, l.position, l.id, l.key, l.envelope, l.at
               from unnest($1::text[], $2::smallint[], $3::bigint[]) as c (topic, shard, position)
               join events.log as l on l.topic = c.topic and l.shard = c.shard and l.position > c.position
              order by l.position
              limit $4",
        )
        .bind(topics)
        .bind(shards)
        .bind(positions.values().copied().collect::<Vec<_>>())
        .bind(BATCH)
        .fetch_all(&self.db)
        .await
    }
}

/// Waits for what a consumer has in hand of a topic, and keeps it from going on until the transaction ends.
pub(crate) async fn hold(tx: &mut PgConnection, consumer: &str, topic: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select from events.cursors where consumer = $1 and topic = $2 order by shard for update")
        .bind(consumer)
        .bind(topic)
        .execute(&mut *tx)
        .await?;
    hold_released(tx, consumer, topic).await
}

/// Sets a consumer back to the beginning of a topic.
pub(crate) async fn rewind(db: &mut PgConnection, consumer: &str, topic: &str) -> Result<(), sqlx::Error> {
    let rewound = sqlx::query("update events.cursors set position = 0 where consumer = $1 and topic = $2");
    rewound.bind(consumer).bind(topic).execute(db).await?;
    Ok(())
}

/// The position of the cursor, locked; `None` while another process has it.
async fn lock_cursor(
    tx: &mut PgConnection,
    subscription: &Subscription,
    shard: i16,
) -> Result<Option<i64>, sqlx::Error> {
    if let Some(position) = read_cursor(tx, subscription, shard).await? {
        return Ok(Some(position));
    }
    sqlx::query("insert into events.cursors (consumer, topic, shard) values ($1, $2, $3) on conflict do nothing")
        .bind(subscription.consumer)
        .bind(subscription.topic)
        .bind(shard)
        .execute(&mut *tx)
        .await?;
    read_cursor(tx, subscription, shard).await
}

async fn read_cursor(
    tx: &mut PgConnection,
    subscription: &Subscription,
    shard: i16,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "select position from events.cursors
          where consumer = $1 and topic = $2 and shard = $3
            for update skip locked",
    )
    .bind(subscription.consumer)
    .bind(subscription.topic)
    .bind(shard)
    .fetch_optional(tx)
    .await
}

/// The event in a row of the log.
fn delivery(row: &PgRow) -> Delivery {
    let topic: String = row.get("topic");
    let Json(value): Json<Value> = row.get("envelope");
    let envelope = serde_json::from_value(value.clone()).unwrap_or_else(|why| {
        Envelope::unreadable(&topic, row.get("id"), row.get("key"), &why.to_string(), value.to_string().as_bytes())
    });
    Delivery { topic, envelope }
}

/// The shard of an event: by its key, so that one aggregate's events share one.
fn shard_of(envelope: &Envelope) -> i16 {
    (envelope.partitionkey.as_u128() % SHARDS as u128) as i16
}
