//! Events wait here, in the slice's own schema, until the relay has sent them.

use crate::{Envelope, envelope::kind_of};
use contracts::events::Event;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};
use std::sync::Arc;
use time::OffsetDateTime;
use tokio::sync::Notify;
use uuid::Uuid;

/// The largest event, bytes of JSON. A broker takes several times as much, so that none is refused on its way.
const LARGEST: usize = 1 << 20;

/// Rows deleted by one statement, so that none takes long.
const BATCH: i64 = 10_000;

/// The outbox of one slice: table `<slice>.outbox`.
#[derive(Clone)]
pub struct Outbox {
    slice: &'static str,
    pub(crate) db: PgPool,
    pub(crate) woken: Arc<Notify>,
}

impl Outbox {
    /// `slice` is the slice's word, which names its schema.
    pub fn new(slice: &'static str, db: PgPool) -> Self {
        Self { slice, db, woken: Arc::new(Notify::new()) }
    }

    /// The slice's word.
    pub fn slice(&self) -> &'static str {
        self.slice
    }

    /// Puts an event into the outbox, in the transaction that changes the aggregate.
    ///
    /// The caller must hold the aggregate's row locked (by having updated it): only then is the order of the outbox the
    /// order of the changes. `version` counts the events of the aggregate from 1; a repeated version is refused by the
    /// database, because it means that two changes raced.
    pub async fn publish<E: Event>(&self, tx: &mut PgConnection, version: i64, event: &E) -> anyhow::Result<()> {
        let envelope = self.envelope(version, event)?;
        let sql = format!(
            "insert into {}.outbox (id, topic, aggregate_id, aggregate_version, envelope) values ($1, $2, $3, $4, $5)",
            self.slice
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(envelope.id)
            .bind(E::TOPIC)
            .bind(event.key())
            .bind(version)
            .bind(sqlx::types::Json(&envelope))
            .execute(tx)
            .await?;
        Ok(())
    }

    /// Puts many events into the outbox at once, each with the version of its own aggregate: see [`Self::publish`].
    pub async fn publish_all<E: Event>(
        &self,
        tx: &mut PgConnection,
        events: impl IntoIterator<Item = (i64, E)>,
    ) -> anyhow::Result<()> {
        let (mut ids, mut keys, mut versions, mut envelopes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (version, event) in events {
            let envelope = self.envelope(version, &event)?;
            ids.push(envelope.id);
            keys.push(event.key());
            versions.push(version);
            envelopes.push(sqlx::types::Json(envelope));
        }
        let sql = format!(
            "insert into {}.outbox (id, topic, aggregate_id, aggregate_version, envelope)
             select id, $2, key, version, envelope
               from unnest($1::uuid[], $3::uuid[], $4::bigint[], $5::jsonb[]) with ordinality
                    as new (id, key, version, envelope, place)
              order by place",
            self.slice
        );
        let insert = sqlx::query(AssertSqlSafe(sql)).bind(ids).bind(E::TOPIC).bind(keys).bind(versions).bind(envelopes);
        insert.execute(tx).await?;
        Ok(())
    }

    /// An event as it is sent, found to be what its schema says.
    fn envelope<E: Event>(&self, version: i64, event: &E) -> anyhow::Result<Envelope> {
        let mut envelope = Envelope::wrap(event, Uuid::now_v7(), version, OffsetDateTime::now_utc())?;
        envelope.traceparent = trace::current();
        crate::validate(event.name(), &envelope.data)?;
        let bytes = serde_json::to_vec(&envelope)?.len();
        anyhow::ensure!(bytes <= LARGEST, "`{}` of {bytes} bytes is more than {LARGEST}", event.name());
        Ok(envelope)
    }

    /// Commits, and lets the relay know that there is something to send.
    pub async fn commit(&self, tx: Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
        tx.commit().await?;
        self.woken.notify_one();
        Ok(())
    }

    /// The last event of this name about an aggregate, whether it was sent or still waits; `None` when there was none, or
    /// none that is kept.
    pub async fn last(&self, key: Uuid, name: &str) -> Result<Option<Envelope>, sqlx::Error> {
        let sql = format!(
            "select envelope from {}.outbox
              where aggregate_id = $1 and envelope ->> 'type' = $2
              order by aggregate_version desc limit 1",
            self.slice
        );
        let found =
            sqlx::query_scalar(AssertSqlSafe(sql)).bind(key).bind(kind_of(name)).fetch_optional(&self.db).await?;
        Ok(found.map(|sqlx::types::Json(envelope)| envelope))
    }

    /// How many events wait to be sent, and for how many seconds the oldest of them has been waiting.
    pub async fn backlog(&self) -> Result<(i64, f64), sqlx::Error> {
        let sql = format!(
            "select count(*), coalesce(extract(epoch from now() - min(created_at)), 0)::float8
               from {}.outbox where published_at is null",
            self.slice
        );
        sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&self.db).await
    }

    /// Deletes what was sent more than `days` ago; returns how many events went.
    pub async fn tidy(&self, days: i32) -> Result<u64, sqlx::Error> {
        let sql = format!(
            "delete from {0}.outbox where id in (
                 select id from {0}.outbox
                  where published_at < now() - make_interval(days => $1)
                  order by published_at limit $2)",
            self.slice
        );
        let mut went = 0;
        loop {
            let query = sqlx::query(AssertSqlSafe(sql.clone())).bind(days).bind(BATCH);
            let gone = query.execute(&self.db).await?.rows_affected();
            went += gone;
            if gone < BATCH.unsigned_abs() {
                return Ok(went);
            }
        }
    }
}
