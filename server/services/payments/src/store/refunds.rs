//! Money that goes back.

use super::money;
use contracts::{
    Money,
    ids::{OrderId, PaymentId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A refund that was not executed yet.
#[derive(Debug)]
pub struct Refund {
    /// Idempotency key at the gateway.
    pub id: Uuid,
    pub payment: PaymentId,
    pub order: OrderId,
    pub amount: Money,
    /// The charge that brought the money.
    pub reference: String,
}

/// Owes the buyer every order that was cancelled, once, as soon as its money has come. The payment is locked.
pub async fn owe(tx: &mut PgConnection, payment: PaymentId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into payments.refunds (id, payment_id, order_id, amount_minor, status)
         select gen_random_uuid(), p.id, (part ->> 'order')::uuid, (part -> 'total' ->> 'minor')::bigint, 'pending'
           from payments.payments as p
          cross join jsonb_array_elements(p.parts) as part
          where p.id = $1
            and p.status in ('succeeded', 'partially_refunded', 'refunded')
            and (p.abandoned_at is not null or (part ->> 'order')::uuid = any (p.cancelled))
         on conflict do nothing",
        payment.0,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Refunds to execute now. They are put off before, so that one that makes trouble does not hold up the others.
pub async fn claim_due(db: &mut PgConnection, limit: i64) -> anyhow::Result<Vec<Refund>> {
    let rows = sqlx::query!(
        "with due as (
             update payments.refunds
                set try_at = now() + interval '30 seconds'
              where id in (select id
                             from payments.refunds
                            where status = 'pending' and try_at <= now()
                            order by try_at
                            limit $1
                              for update skip locked)
             returning id, payment_id, order_id, amount_minor
         )
         select due.id, due.payment_id, due.order_id, due.amount_minor, p.currency, a.reference
           from due
           join payments.payments as p on p.id = due.payment_id
           join payments.attempts as a on a.payment_id = due.payment_id and a.status = 'succeeded'
          order by due.id",
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Refund {
                id: row.id,
                payment: PaymentId(row.payment_id),
                order: OrderId(row.order_id),
                amount: money(row.amount_minor, &row.currency)?,
                reference: row.reference,
            })
        })
        .collect()
}

/// Notes that the money went back; `true` for the one who does it first.
pub async fn done(tx: &mut PgConnection, id: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update payments.refunds
            set status = 'done', done_at = now()
          where id = $1 and status = 'pending'",
        id,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
