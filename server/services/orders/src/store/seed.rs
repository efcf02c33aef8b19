//! Purchases that were made up.

use contracts::deal::Deal;
use sqlx::{PgConnection, PgPool, Result, types::Json};

/// Whether there is a purchase with this number.
pub async fn knows(db: &PgPool, number: &str) -> Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from orders.groups where number = $1) as "knows!""#, number)
        .fetch_one(db)
        .await
}

/// Writes groups with all that is theirs.
pub async fn insert(db: &mut PgConnection, deals: &[Deal]) -> Result<()> {
    sqlx::query_file!("src/store/seed.sql", Json(deals) as _).execute(db).await?;
    Ok(())
}
