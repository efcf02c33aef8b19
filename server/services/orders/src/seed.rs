//! Orders of a shop that was made up for measurements.

use crate::store::seed as store;
use contracts::deal::Deal;
use sqlx::PgPool;

/// Whether the purchase was written before.
pub async fn knows(db: &PgPool, deal: &Deal) -> anyhow::Result<bool> {
    Ok(store::knows(db, &deal.number).await?)
}

/// Writes purchases as they have become. Nobody is told of them.
pub async fn seed(db: &PgPool, deals: &[Deal]) -> anyhow::Result<()> {
    Ok(store::insert(&mut *db.acquire().await?, deals).await?)
}
