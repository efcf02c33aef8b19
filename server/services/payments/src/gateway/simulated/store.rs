//! The simulator's books.

use contracts::Money;
use sqlx::PgConnection;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// A charge that begins.
pub struct Charge<'a> {
    pub reference: &'a str,
    pub amount: Money,
    pub status: &'a str,
    pub declined: Option<&'a str>,
    /// How long until the answer comes by itself.
    pub answers_after: Option<Duration>,
}

/// A charge as it stands.
pub struct Known {
    pub reference: String,
    pub amount_minor: i64,
    pub currency: String,
    pub status: String,
    pub declined: Option<String>,
    /// The database's clock.
    pub now: OffsetDateTime,
}

/// Begins a charge, unless its reference is known.
pub async fn charge(db: &mut PgConnection, charge: &Charge<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into payments.simulator (reference, amount_minor, currency, status, declined, answers_at)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
         on conflict do nothing",
        charge.reference,
        charge.amount.minor,
        charge.amount.currency.code(),
        charge.status,
        charge.declined,
        charge.answers_after.map(|after| after.as_secs_f64()),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn find(db: &mut PgConnection, reference: &str) -> Result<Option<Known>, sqlx::Error> {
    sqlx::query_as!(
        Known,
        r#"select reference, amount_minor, currency, status, declined, now() as "now!"
             from payments.simulator
            where reference = $1"#,
        reference,
    )
    .fetch_optional(db)
    .await
}

/// Answers a charge that waits for a confirmation.
pub async fn answer(
    db: &mut PgConnection,
    reference: &str,
    status: &str,
    declined: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payments.simulator
            set status = $2, declined = $3
          where reference = $1 and status = 'confirming'",
        reference,
        status,
        declined,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Declines a charge that never answers by itself, a minute after it began.
pub async fn give_up(db: &mut PgConnection, reference: &str, declined: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payments.simulator
            set status = 'declined', declined = $2
          where reference = $1
            and status = 'processing'
            and answers_at is null
            and created_at <= now() - interval '60 seconds'",
        reference,
        declined,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets the late answers come that are due.
pub async fn answer_late(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payments.simulator
            set status = 'succeeded'
          where status = 'processing' and answers_at <= now()",
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Voids a charge that has no final answer; one that was never made is void before it is. XXX is no currency (ISO
/// 4217).
pub async fn void(db: &mut PgConnection, reference: &str, declined: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into payments.simulator as s (reference, amount_minor, currency, status, declined)
         values ($1, 0, 'XXX', 'void', $2)
             on conflict (reference) do update
            set status = 'void', declined = $2
          where s.status in ('confirming', 'processing')",
        reference,
        declined,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes a refund; `false` when its key is known.
pub async fn insert_refund(tx: &mut PgConnection, key: Uuid, reference: &str, minor: i64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into payments.simulator_refunds (key, reference, amount_minor)
         values ($1, $2, $3)
         on conflict do nothing",
        key.to_string(),
        reference,
        minor,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes money back out of a successful charge; `false` when it holds less.
pub async fn add_refund(tx: &mut PgConnection, reference: &str, amount: Money) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update payments.simulator
            set refunded_minor = refunded_minor + $2
          where reference = $1
            and status = 'succeeded'
            and currency = $3
            and amount_minor - refunded_minor >= $2",
        reference,
        amount.minor,
        amount.currency.code(),
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Final answers that were not called back yet, oldest first.
pub async fn untold(db: &mut PgConnection, limit: i64) -> Result<Vec<Known>, sqlx::Error> {
    sqlx::query_as!(
        Known,
        r#"select reference, amount_minor, currency, status, declined, now() as "now!"
             from payments.simulator
            where called_back_at is null and status in ('succeeded', 'declined')
            order by created_at
            limit $1"#,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Notes that a callback was taken.
pub async fn told(db: &mut PgConnection, reference: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update payments.simulator set called_back_at = now() where reference = $1", reference)
        .execute(db)
        .await?;
    Ok(())
}

/// The database's clock, by which signatures grow old.
pub async fn now(db: &mut PgConnection) -> Result<OffsetDateTime, sqlx::Error> {
    sqlx::query_scalar!(r#"select now() as "now!""#).fetch_one(db).await
}
