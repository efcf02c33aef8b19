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

/// Owes the buyer all that is left of every order that was cancelled, once, as soon as its money has come. The payment is
/// locked.
pub async fn owe(tx: &mut PgConnection, payment: PaymentId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into payments.refunds (id, payment_id, order_id, cause, amount_minor, status)
         select gen_random_uuid(), part.payment_id, part.order_id, part.order_id, part.minor, 'pending'
           from (select p.id as payment_id, (part ->> 'order')::uuid as order_id,
                        (part -> 'total' ->> 'minor')::bigint
                        - coalesce((select sum(r.amount_minor)
                                      from payments.refunds as r
                                     where r.payment_id = p.id and r.order_id = (part ->> 'order')::uuid), 0) as minor
                   from payments.payments as p
                  cross join jsonb_array_elements(p.parts) as part
                  where p.id = $1
                    and p.status in ('succeeded', 'partially_refunded', 'refunded')
                    and (p.abandoned_at is not null or (part ->> 'order')::uuid = any (p.cancelled))) as part
          where part.minor > 0
         on conflict do nothing",
        payment.0,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Owes the buyer some of an order, for a cause, once. The payment is locked. `false` when not so much of the order is left.
pub async fn owe_some(
    tx: &mut PgConnection,
    payment: PaymentId,
    order: OrderId,
    cause: Uuid,
    amount: Money,
) -> Result<bool, sqlx::Error> {
    let outcome = sqlx::query!(
        "insert into payments.refunds (id, payment_id, order_id, cause, amount_minor, status)
         select gen_random_uuid(), p.id, $2, $3, $4, 'pending'
           from payments.payments as p
          cross join jsonb_array_elements(p.parts) as part
          where p.id = $1
            and p.currency = $5
            and p.status in ('succeeded', 'partially_refunded')
            and (part ->> 'order')::uuid = $2
            and (part -> 'total' ->> 'minor')::bigint
                >= $4 + coalesce((select sum(r.amount_minor)
                                    from payments.refunds as r
                                   where r.payment_id = p.id and r.order_id = $2), 0)::bigint",
        payment.0,
        order.0,
        cause,
        amount.minor,
        amount.currency.code(),
    )
    .execute(tx)
    .await?;
    Ok(outcome.rows_affected() == 1)
}

/// How much of the refund's order has gone back by other refunds.
pub async fn sum_others(tx: &mut PgConnection, refund: &Refund) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(amount_minor), 0)::bigint as "minor!"
             from payments.refunds
            where payment_id = $1 and order_id = $2 and status = 'done' and id <> $3"#,
        refund.payment.0,
        refund.order.0,
        refund.id,
    )
    .fetch_one(tx)
    .await
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
