//! Remembers which events a slice has handled: table `<slice>.inbox`.

use crate::Envelope;
use sqlx::{AssertSqlSafe, PgConnection, PgPool};
use uuid::Uuid;

/// How long an event is remembered, days: longer than the bus keeps what everybody has read, so that none comes again
/// that was forgotten. What is kept for ever can come again, when a consumer's place is lost or a projection rebuilt; who
/// listens to that must do right without an inbox, too.
const KEPT_DAYS: i32 = 37;

/// Rows deleted by one statement, so that none takes long.
const BATCH: i64 = 10_000;

/// The inbox of one slice. With it an effect happens once, however often its event arrives.
#[derive(Clone, Copy)]
pub struct Inbox {
    slice: &'static str,
}

impl Inbox {
    pub const fn new(slice: &'static str) -> Self {
        Self { slice }
    }

    /// Notes the event, in the transaction of its effect. `false` means that it was handled before: do nothing.
    pub async fn first_time(&self, tx: &mut PgConnection, envelope: &Envelope) -> Result<bool, sqlx::Error> {
        let sql = format!("insert into {}.inbox (event_id) values ($1) on conflict do nothing", self.slice);
        let outcome = sqlx::query(AssertSqlSafe(sql)).bind(envelope.id).execute(tx).await?;
        Ok(outcome.rows_affected() == 1)
    }

    /// Forgets what cannot come again; returns how many events were forgotten. A slice without such a table has nothing
    /// to forget.
    pub async fn trim(&self, db: &PgPool) -> Result<u64, sqlx::Error> {
        let table = format!("{}.inbox", self.slice);
        let exists: bool = sqlx::query_scalar("select to_regclass($1) is not null").bind(&table).fetch_one(db).await?;
        if !exists {
            return Ok(0);
        }
        let sql = format!(
            "delete from {table} where event_id in (
                 select event_id from {table} where at < now() - make_interval(days => $1) limit $2)"
        );
        let mut forgotten = 0;
        loop {
            let query = sqlx::query(AssertSqlSafe(sql.clone())).bind(KEPT_DAYS).bind(BATCH);
            let gone = query.execute(db).await?.rows_affected();
            forgotten += gone;
            if gone < BATCH.unsigned_abs() {
                return Ok(forgotten);
            }
        }
    }

    /// Forgets these events, so that they have their effect once more.
    pub(crate) async fn forget(&self, db: &PgPool, ids: &[Uuid]) -> Result<(), sqlx::Error> {
        let sql = format!("delete from {}.inbox where event_id = any($1)", self.slice);
        sqlx::query(AssertSqlSafe(sql)).bind(ids).execute(db).await?;
        Ok(())
    }
}
