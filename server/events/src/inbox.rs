//! Remembers which events a slice has handled: table `<slice>.inbox`.

use crate::Envelope;
use sqlx::{AssertSqlSafe, PgConnection};

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
}
