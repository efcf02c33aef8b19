//! Parcels, and how long shops take to send them.

use crate::{delivery::Days, group::Sending};
use contracts::ids::{GroupId, OrderId, ParcelId, SellerId};
use sqlx::{PgConnection, Result};
use time::OffsetDateTime;
use uuid::Uuid;

/// Late orders that are cancelled at a time; the next run takes the rest.
const LATE_AT_ONCE: i64 = 100;

/// Inserts a parcel that leaves now.
pub async fn insert(tx: &mut PgConnection, order: OrderId, sending: &Sending) -> Result<()> {
    sqlx::query!(
        "
        with parcel as (
            insert into orders.parcels (id, order_id, carrier, tracking) values ($1, $2, $3, $4) returning id
        )
        insert into orders.parcel_lines (parcel_id, line_id, quantity)
        select parcel.id, t.line, t.quantity
          from parcel
         cross join unnest($5::uuid[], $6::integer[]) as t (line, quantity)
        ",
        sending.parcel.0,
        order.0,
        sending.carrier,
        sending.tracking,
        &sending.lines.iter().map(|line| line.line.0).collect::<Vec<Uuid>>(),
        &sending.lines.iter().map(|line| line.quantity as i32).collect::<Vec<i32>>(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether a parcel of the order with this number and these lines has left already. The order must be locked.
pub async fn has_left(tx: &mut PgConnection, order: OrderId, sending: &Sending) -> Result<bool> {
    let mut lines = sending.lines.clone();
    lines.sort_unstable_by_key(|line| line.line.0);
    sqlx::query_scalar!(
        r#"
        select exists (
            select
              from orders.parcels as p
             where p.order_id = $1 and p.carrier = $2 and p.tracking = $3
               and array(select line_id from orders.parcel_lines where parcel_id = p.id order by line_id) = $4::uuid[]
               and array(select quantity from orders.parcel_lines where parcel_id = p.id order by line_id)
                   = $5::integer[]
        ) as "has_left!"
        "#,
        order.0,
        sending.carrier,
        sending.tracking,
        &lines.iter().map(|line| line.line.0).collect::<Vec<Uuid>>(),
        &lines.iter().map(|line| line.quantity as i32).collect::<Vec<i32>>(),
    )
    .fetch_one(tx)
    .await
}

/// Whether another shop has lately sent a parcel with this number. Carriers use their numbers again after some time.
pub async fn is_anothers(tx: &mut PgConnection, seller: SellerId, sending: &Sending) -> Result<bool> {
    // Of two shops that send one number at once, the second has to see the first one's parcel.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('orders.parcels/' || $1 || '/' || $2, 0))",
        sending.carrier,
        sending.tracking,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        r#"
        select exists (
            select
              from orders.parcels as p
              join orders.orders as o on o.id = p.order_id
             where p.carrier = $1 and p.tracking = $2 and o.seller_id <> $3
               and p.shipped_at > now() - interval '90 days'
        ) as "is_anothers!"
        "#,
        sending.carrier,
        sending.tracking,
        seller.0,
    )
    .fetch_one(tx)
    .await
}

/// Notes that a parcel has arrived. `false` when it is not there, or had arrived before.
pub async fn arrive(tx: &mut PgConnection, order: OrderId, parcel: ParcelId) -> Result<bool> {
    let outcome = sqlx::query!(
        "update orders.parcels set delivered_at = now() where id = $1 and order_id = $2 and delivered_at is null",
        parcel.0,
        order.0,
    )
    .execute(tx)
    .await?;
    Ok(outcome.rows_affected() == 1)
}

/// Remembers how many days a shop takes to send something.
pub async fn set_days(tx: &mut PgConnection, seller: SellerId, days: u32) -> Result<()> {
    sqlx::query!(
        "
        insert into orders.shops (seller_id, ships_in_days)
        values ($1, least($2, 365))
            on conflict (seller_id) do update set ships_in_days = excluded.ships_in_days
        ",
        seller.0,
        i32::try_from(days).unwrap_or(i32::MAX),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How many days these shops take to send something, as far as they have said it.
pub async fn days(db: &mut PgConnection, sellers: &[SellerId]) -> Result<Days> {
    let rows = sqlx::query!(
        "select seller_id, ships_in_days from orders.shops where seller_id = any($1)",
        &sellers.iter().map(|seller| seller.0).collect::<Vec<_>>(),
    )
    .fetch_all(db)
    .await?;
    let day = |days: i32| u32::try_from(days).unwrap_or_default();
    Ok(Days(rows.into_iter().map(|row| (SellerId(row.seller_id), day(row.ships_in_days))).collect()))
}

/// When this transaction began, by the clock of the database.
pub async fn now(tx: &mut PgConnection) -> Result<OffsetDateTime> {
    sqlx::query_scalar!(r#"select now() as "now!""#).fetch_one(tx).await
}

/// Paid orders that have not left so many days after they were due, the longest first.
pub async fn list_late(db: &mut PgConnection, days: u32) -> Result<Vec<(GroupId, OrderId)>> {
    let rows = sqlx::query!(
        "
        select group_id, id
          from orders.orders
         where status in ('paid', 'packed') and due_at < now() - make_interval(days => $1)
         order by due_at
         limit $2
        ",
        i32::try_from(days).unwrap_or(i32::MAX),
        LATE_AT_ONCE,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (GroupId(row.group_id), OrderId(row.id))).collect())
}
