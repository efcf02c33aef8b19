//! People and shops that are made up for measurements.

use crate::{hashing, store::seed as store};
use anyhow::Context;
use contracts::{events::SellerApproved, identity::User, ids::UserId};
use sqlx::PgPool;

/// People and shops in one statement.
const BATCH: usize = 5_000;

/// Writes accounts that all have this password, and shops with their owners. Those that are there stay as they are; nobody
/// is told of them.
pub async fn seed(
    db: &PgPool,
    people: &[User],
    password: &str,
    shops: &[(SellerApproved, UserId)],
) -> anyhow::Result<()> {
    let password = password.to_owned();
    let hash = tokio::task::spawn_blocking(move || hashing::hash(&password)).await.context("hashing a password")??;
    let db = &mut *db.acquire().await?;
    for batch in people.chunks(BATCH) {
        store::people(db, batch, &hash).await?;
    }
    for batch in shops.chunks(BATCH) {
        store::shops(db, batch).await?;
    }
    Ok(())
}
