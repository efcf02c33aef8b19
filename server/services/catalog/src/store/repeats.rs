//! Requests that must not be done twice, and their answers.

use contracts::ids::SellerId;
use serde_json::Value;
use sqlx::PgConnection;

/// Takes note of a request, in the transaction that does it; `false` when its key is known. Waits for whoever is just
/// doing it.
pub(crate) async fn claim(tx: &mut PgConnection, seller: SellerId, key: &str, request: &[u8]) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "
        insert into catalog.repeats (seller_id, key, fingerprint)
        values ($1, $2, sha256($3))
            on conflict do nothing
        ",
        seller.0,
        key,
        request,
    )
    .execute(tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// What came of the request with this key; `None` when that was another one.
pub(crate) async fn answer(
    tx: &mut PgConnection,
    seller: SellerId,
    key: &str,
    request: &[u8],
) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!(
        "
        select answer
          from catalog.repeats
         where seller_id = $1 and key = $2 and fingerprint = sha256($3)
        ",
        seller.0,
        key,
        request,
    )
    .fetch_optional(tx)
    .await
}

/// Keeps what came of a request that the transaction has claimed.
pub(crate) async fn keep(tx: &mut PgConnection, seller: SellerId, key: &str, answer: &Value) -> sqlx::Result<()> {
    sqlx::query!("update catalog.repeats set answer = $3 where seller_id = $1 and key = $2", seller.0, key, answer)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets what nobody will send again.
pub(crate) async fn purge(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("delete from catalog.repeats where at < now() - interval '7 days'").execute(db).await?;
    Ok(())
}
