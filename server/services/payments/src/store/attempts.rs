//! Tries to pay.

use super::money;
use contracts::{Money, ids::PaymentId};
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;

/// How long somebody may take to learn how a try ended before the sweeper asks, and how long between its questions.
const PATIENCE: Duration = Duration::from_secs(20);

/// A try that has no final answer.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub id: Uuid,
    pub payment: PaymentId,
    /// Name of the charge at the gateway.
    pub reference: String,
    /// True when its money is no longer wanted: the order was given up, or nobody confirmed in time.
    pub unwanted: bool,
    /// True when it is so old that a charge the gateway has not heard of is none that is still on its way.
    pub lost: bool,
}

/// Begins a try; the payment is locked.
pub async fn insert(tx: &mut PgConnection, payment: PaymentId) -> Result<Attempt, sqlx::Error> {
    let id = Uuid::now_v7();
    let reference = format!("charge_{}", id.simple());
    sqlx::query!(
        "insert into payments.attempts (id, payment_id, reference, status, ask_at)
         values ($1, $2, $3, 'started', now() + make_interval(secs => $4))",
        id,
        payment.0,
        reference,
        PATIENCE.as_secs_f64(),
    )
    .execute(tx)
    .await?;
    Ok(Attempt { id, payment, reference, unwanted: false, lost: false })
}

/// The payment's try that has no final answer.
pub async fn find_open(db: &mut PgConnection, payment: PaymentId) -> Result<Option<Attempt>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select a.id, a.reference,
                  (p.abandoned_at is not null
                      or (a.status = 'confirming' and p.hold_expires_at <= now())) as "unwanted!",
                  a.created_at <= now() - make_interval(secs => $2) as "lost!"
             from payments.attempts as a
             join payments.payments as p on p.id = a.payment_id
            where a.payment_id = $1 and a.status in ('started', 'confirming', 'processing')"#,
        payment.0,
        PATIENCE.as_secs_f64(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Attempt { id: row.id, payment, reference: row.reference, unwanted: row.unwanted, lost: row.lost }))
}

/// The payment that a reference is of, and its amount.
pub async fn by_reference(db: &mut PgConnection, reference: &str) -> anyhow::Result<Option<(PaymentId, Money)>> {
    let row = sqlx::query!(
        "select p.id, p.amount_minor, p.currency
           from payments.attempts as a
           join payments.payments as p on p.id = a.payment_id
          where a.reference = $1",
        reference,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok((PaymentId(row.id), money(row.amount_minor, &row.currency)?))).transpose()
}

/// Notes what the gateway waits for; a try that has ended stays as it is.
pub async fn wait(tx: &mut PgConnection, id: Uuid, status: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payments.attempts
            set status = $2
          where id = $1 and status in ('started', 'confirming', 'processing')",
        id,
        status,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the try; `true` for the one who does it first.
pub async fn end(tx: &mut PgConnection, id: Uuid, status: &str, declined: Option<&str>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update payments.attempts
            set status = $2, declined = $3
          where id = $1 and status in ('started', 'confirming', 'processing')",
        id,
        status,
        declined,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets the sweeper ask about the payment's open try as soon as it can.
pub async fn hurry(tx: &mut PgConnection, payment: PaymentId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payments.attempts
            set ask_at = now()
          where payment_id = $1 and status in ('started', 'confirming', 'processing')",
        payment.0,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Payments about whose open tries it is time to ask. They are put off before, so that one that makes trouble does not
/// hold up the others, and two processes do not ask twice.
pub async fn claim_due(db: &mut PgConnection, limit: i64) -> Result<Vec<PaymentId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "update payments.attempts
            set ask_at = now() + make_interval(secs => $2)
          where id in (select id
                         from payments.attempts
                        where status in ('started', 'confirming', 'processing') and ask_at <= now()
                        order by ask_at
                        limit $1
                          for update skip locked)
         returning payment_id",
        limit,
        PATIENCE.as_secs_f64(),
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(PaymentId).collect())
}
