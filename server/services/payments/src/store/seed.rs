//! Payments of purchases that were made up.

use serde_json::Value;
use sqlx::{PgConnection, Result};

/// Writes payments with their attempts, refunds and entries of the ledger.
pub async fn insert(db: &mut PgConnection, payments: &Value) -> Result<()> {
    sqlx::query_file!("src/store/seed.sql", payments).execute(db).await?;
    Ok(())
}
