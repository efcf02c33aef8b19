//! Requests that must not be done twice, and their answers.

use crate::claim::Claim;
use contracts::{ids::GroupId, orders::Placed};
use sqlx::{PgConnection, Result, types::Json};
use uuid::Uuid;

/// Claims a request that is new, or that nobody works on any more; `None` when it is done, being worked on, or another
/// request than before.
///
/// Whoever works on it is believed to be dead after 30 seconds, longer than any answer takes.
pub async fn claim(
    db: &mut PgConnection,
    subject: Uuid,
    key: &str,
    fingerprint: &[u8],
    group: GroupId,
) -> Result<Option<Claim>> {
    let row = sqlx::query!(
        r#"
        insert into orders.idempotency as i (subject, key, fingerprint, group_id, locked_at)
        values ($1, $2, $3, $4, now())
            on conflict (subject, key) do update
               set locked_at = now()
             where i.answer is null
               and i.fingerprint = $3
               and (i.locked_at is null or i.locked_at < now() - interval '30 seconds')
        returning group_id, locked_at as "locked_at!"
        "#,
        subject,
        key,
        fingerprint,
        group.0,
    )
    .fetch_optional(db)
    .await?;
    let claim = |group_id, locked_at| Claim { subject, key: key.to_owned(), group: GroupId(group_id), locked_at };
    Ok(row.map(|row| claim(row.group_id, row.locked_at)))
}

/// What is known of a request.
pub struct Earlier {
    pub fingerprint: Vec<u8>,
    pub answer: Option<Placed>,
}

pub async fn find(db: &mut PgConnection, subject: Uuid, key: &str) -> Result<Option<Earlier>> {
    let row = sqlx::query!(
        r#"
        select fingerprint, answer as "answer: Json<Placed>"
          from orders.idempotency
         where subject = $1 and key = $2
        "#,
        subject,
        key,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Earlier { fingerprint: row.fingerprint, answer: row.answer.map(|answer| answer.0) }))
}

/// Whether the claim still holds; if so, nobody can take it over before the end of the transaction.
pub async fn is_ours(tx: &mut PgConnection, claim: &Claim) -> Result<bool> {
    let row = sqlx::query_scalar!(
        "
        select group_id
          from orders.idempotency
         where subject = $1 and key = $2 and locked_at = $3 and answer is null
           for update
        ",
        claim.subject,
        claim.key,
        claim.locked_at,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Keeps the answer. The claim must be [ours](is_ours) in this transaction.
pub async fn finish(tx: &mut PgConnection, claim: &Claim, answer: &Placed) -> Result<()> {
    sqlx::query!(
        "
        update orders.idempotency
           set answer = $3
         where subject = $1 and key = $2
        ",
        claim.subject,
        claim.key,
        Json(answer) as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets a repeat go on at once.
pub async fn unlock(db: &mut PgConnection, claim: &Claim) -> Result<()> {
    sqlx::query!(
        "
        update orders.idempotency
           set locked_at = null
         where subject = $1 and key = $2 and locked_at = $3 and answer is null
        ",
        claim.subject,
        claim.key,
        claim.locked_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Frees the key, as if the request had never come. `false` when the claim was lost.
pub async fn delete(db: &mut PgConnection, claim: &Claim) -> Result<bool> {
    let outcome = sqlx::query!(
        "
        delete from orders.idempotency
         where subject = $1 and key = $2 and locked_at = $3 and answer is null
        ",
        claim.subject,
        claim.key,
        claim.locked_at,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected() == 1)
}

/// Orders of a subject in the last ten minutes that wait for their payment, or are being placed. Counted by the claims,
/// which are there before any stock is held, so that orders placed at the same moment see each other.
pub async fn count_unpaid(db: &mut PgConnection, subject: Uuid) -> Result<i64> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
          from orders.idempotency as i
          left join orders.groups as g on g.id = i.group_id
         where i.subject = $1
           and i.created_at > now() - interval '10 minutes'
           and (i.answer is null or g.status = 'pending')
        "#,
        subject,
    )
    .fetch_one(db)
    .await
}

/// Forgets what nobody will repeat any more.
pub async fn delete_old(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("delete from orders.idempotency where created_at < now() - interval '7 days'").execute(db).await?;
    Ok(())
}
