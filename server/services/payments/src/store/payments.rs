//! Payments and who may see them.

use super::money;
use crate::payment::{Part, Payment};
use anyhow::Context;
use contracts::{
    Caller,
    events::OrderCreated,
    ids::{GroupId, OrderId, PaymentId},
    payments::{Payment as View, Status},
};
use sqlx::{PgConnection, types::Json};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// Opens the payment of a group; one that is open already stays as it is.
pub async fn open(tx: &mut PgConnection, event: &OrderCreated, parts: &[Part], gateway: &str) -> anyhow::Result<()> {
    sqlx::query!(
        "insert into payments.payments (id, number, buyer, amount_minor, currency,
                                        status, gateway, units, parts, hold_expires_at)
         values ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9)
         on conflict (id) do nothing",
        event.group.0,
        event.number,
        event.buyer,
        event.total.minor,
        event.total.currency.code(),
        gateway,
        i32::try_from(event.units)?,
        Json(parts) as _,
        event.hold_expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

struct Row {
    id: Uuid,
    number: String,
    amount_minor: i64,
    refunded_minor: i64,
    currency: String,
    status: String,
    units: i32,
    sellers: i32,
    hold_expires_at: OffsetDateTime,
    declined: Option<String>,
    needs_confirmation: bool,
}

impl TryFrom<Row> for View {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> anyhow::Result<Self> {
        Ok(Self {
            id: PaymentId(row.id),
            group: GroupId(row.id),
            number: row.number,
            amount: money(row.amount_minor, &row.currency)?,
            refunded: money(row.refunded_minor, &row.currency)?,
            status: status(&row.status)?,
            units: u32::try_from(row.units)?,
            sellers: u32::try_from(row.sellers)?,
            hold_expires_at: row.hold_expires_at,
            declined: row.declined,
            needs_confirmation: row.needs_confirmation,
        })
    }
}

/// The payment, if it is the caller's to see.
pub async fn find(db: &mut PgConnection, id: PaymentId, caller: &Caller) -> anyhow::Result<Option<View>> {
    let row = sqlx::query_as!(
        Row,
        r#"select p.id, p.number, p.amount_minor, p.refunded_minor, p.currency, p.status, p.units,
                  p.hold_expires_at, p.declined,
                  jsonb_array_length(p.parts) as "sellers!",
                  exists (select from payments.attempts as a
                           where a.payment_id = p.id and a.status = 'confirming') as "needs_confirmation!"
             from payments.payments as p
            where p.id = $1
              and ($2 or p.buyer = $3
                      or exists (select from payments.viewers as v where v.payment_id = p.id and v.subject = $3))"#,
        id.0,
        matches!(caller, Caller::System),
        caller.subject(),
    )
    .fetch_optional(db)
    .await?;
    row.map(View::try_from).transpose()
}

/// Locks the payment, so that only one change of it goes on at a time. Everything that belongs to it is locked after
/// it.
pub async fn lock(tx: &mut PgConnection, id: PaymentId) -> anyhow::Result<Payment> {
    let row = sqlx::query!(
        r#"select amount_minor, currency, status, parts as "parts: Json<Vec<Part>>",
                  hold_expires_at <= now() as "hold_over!"
             from payments.payments
            where id = $1
              for no key update"#,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .with_context(|| format!("there is no payment {id}"))?;
    Ok(Payment {
        id,
        amount: money(row.amount_minor, &row.currency)?,
        status: status(&row.status)?,
        parts: row.parts.0,
        hold_over: row.hold_over,
    })
}

/// A try to pay begins.
pub async fn begin(tx: &mut PgConnection, id: PaymentId) -> anyhow::Result<()> {
    let done = sqlx::query!(
        "update payments.payments
            set status = 'processing', declined = null, updated_at = now()
          where id = $1 and status = 'pending' and hold_expires_at > now()",
        id.0,
    )
    .execute(tx)
    .await?;
    anyhow::ensure!(done.rows_affected() == 1, "payment {id} cannot be tried");
    Ok(())
}

/// The money came in, also for an order that was given up; returns the version of the event that says so.
pub async fn succeed(tx: &mut PgConnection, id: PaymentId) -> anyhow::Result<i64> {
    sqlx::query_scalar!(
        "update payments.payments
            set status = 'succeeded', declined = null, version = version + 1, updated_at = now()
          where id = $1 and status in ('processing', 'expired')
         returning version",
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .with_context(|| format!("payment {id} cannot succeed"))
}

/// The try failed; another may follow. Returns the version of the event that says so, `None` when nobody waits for it.
pub async fn decline(tx: &mut PgConnection, id: PaymentId, why: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "update payments.payments
            set status = 'pending', declined = $2, version = version + 1, updated_at = now()
          where id = $1 and status = 'processing'
         returning version",
        id.0,
        why,
    )
    .fetch_optional(tx)
    .await
}

/// Remembers that orders of the group were cancelled; `false` when there is no such payment.
pub async fn cancel(tx: &mut PgConnection, id: PaymentId, orders: &[OrderId]) -> Result<bool, sqlx::Error> {
    let orders: Vec<Uuid> = orders.iter().map(|order| order.0).collect();
    let done = sqlx::query!(
        "update payments.payments
            set cancelled  = array(select distinct o from unnest(cancelled || $2::uuid[]) as o),
                updated_at = now()
          where id = $1",
        id.0,
        &orders,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The whole group was given up unpaid.
pub async fn abandon(tx: &mut PgConnection, id: PaymentId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payments.payments
            set abandoned_at = coalesce(abandoned_at, now()),
                status       = case when status in ('pending', 'processing') then 'expired' else status end,
                updated_at   = now()
          where id = $1",
        id.0,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Money went back; returns the version of the event that says so, and how the payment stands now.
pub async fn refund(tx: &mut PgConnection, id: PaymentId, minor: i64) -> anyhow::Result<(i64, Status)> {
    let row = sqlx::query!(
        "update payments.payments
            set refunded_minor = refunded_minor + $2,
                status         = case when refunded_minor + $2 = amount_minor then 'refunded'
                                       else 'partially_refunded' end,
                version        = version + 1,
                updated_at     = now()
          where id = $1 and status in ('succeeded', 'partially_refunded')
         returning version, status",
        id.0,
        minor,
    )
    .fetch_optional(tx)
    .await?
    .with_context(|| format!("payment {id} has nothing to give back"))?;
    Ok((row.version, status(&row.status)?))
}

/// Lets somebody see the payment from now on; `false` when there is no such payment.
///
/// Who waits for a payment to be opened asks again and again, so that its absence is no error of the database's.
pub async fn admit(db: &mut PgConnection, id: PaymentId, subject: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        with payment as (
            select id from payments.payments where id = $1
        ), admitted as (
            insert into payments.viewers (payment_id, subject)
            select id, $2::uuid from payment
                on conflict do nothing
        )
        select exists (select from payment) as "exists!"
        "#,
        id.0,
        subject,
    )
    .fetch_one(db)
    .await
}

/// The date by the database's clock (UTC).
pub async fn today(db: &mut PgConnection) -> Result<Date, sqlx::Error> {
    sqlx::query_scalar!(r#"select (now() at time zone 'UTC')::date as "today!""#).fetch_one(db).await
}

fn status(text: &str) -> anyhow::Result<Status> {
    Status::parse(text).with_context(|| format!("`{text}` is no status of a payment"))
}
