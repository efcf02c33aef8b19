//! What buyers want to give back.

use super::known;
use contracts::{
    Money,
    ids::{GroupId, LineId, OrderId, ReturnId, SellerId},
    orders::{Quantity, ReturnStatus},
};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

/// A wish, before it is answered or after.
pub struct Wish {
    pub order: OrderId,
    pub status: ReturnStatus,
    pub lines: Vec<Quantity>,
}

/// What was answered to a wish.
#[derive(Default)]
pub struct Answer<'a> {
    /// Whether the market did, in the seller's place.
    pub by_market: bool,
    pub text: &'a str,
}

/// Inserts a wish. The order must be locked.
pub async fn insert(
    tx: &mut PgConnection,
    id: ReturnId,
    (order, seller): (OrderId, SellerId),
    lines: &[Quantity],
    reason: &str,
    refund: Money,
) -> Result<()> {
    sqlx::query!(
        "
        with wish as (
            insert into orders.returns (id, order_id, seller_id, status, reason, refund_minor)
            values ($1, $2, $3, 'asked', $4, $5)
            returning id
        )
        insert into orders.return_lines (return_id, line_id, quantity)
        select wish.id, t.line, t.quantity
          from wish
         cross join unnest($6::uuid[], $7::integer[]) as t (line, quantity)
        ",
        id.0,
        order.0,
        seller.0,
        reason,
        refund.minor,
        &lines.iter().map(|line| line.line.0).collect::<Vec<Uuid>>(),
        &lines.iter().map(|line| line.quantity as i32).collect::<Vec<i32>>(),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("update orders.orders set has_returns = true where id = $1", order.0).execute(tx).await?;
    Ok(())
}

/// Notes that the lines of a wish do not come back, and the key under which the market paid them back.
pub async fn keep(tx: &mut PgConnection, id: ReturnId, key: &str) -> Result<()> {
    sqlx::query!("update orders.returns set key = $2 where id = $1", id.0, key).execute(tx).await?;
    Ok(())
}

/// Whether what was paid back of an order under a key were these lines, for this reason; `None` when nothing was. The
/// order must be locked.
pub async fn was_paid_back(
    tx: &mut PgConnection,
    order: OrderId,
    key: &str,
    lines: &[Quantity],
    reason: &str,
) -> Result<Option<bool>> {
    let rows = sqlx::query!(
        "
        select r.reason, l.line_id, l.quantity
          from orders.returns as r
          join orders.return_lines as l on l.return_id = r.id
         where r.order_id = $1 and r.key = $2
        ",
        order.0,
        key,
    )
    .fetch_all(tx)
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let was =
        |line: &Quantity| rows.iter().any(|row| row.line_id == line.line.0 && row.quantity as u32 == line.quantity);
    Ok(Some(first.reason == reason && rows.len() == lines.len() && lines.iter().all(was)))
}

/// The group of a wish; of this seller's, if one is named.
pub async fn find_group(db: &mut PgConnection, id: ReturnId, seller: Option<SellerId>) -> Result<Option<GroupId>> {
    let group = sqlx::query_scalar!(
        "
        select o.group_id
          from orders.returns as r
          join orders.orders as o on o.id = r.order_id
         where r.id = $1 and ($2::uuid is null or r.seller_id = $2)
        ",
        id.0,
        seller.map(|seller| seller.0),
    )
    .fetch_optional(db)
    .await?;
    Ok(group.map(GroupId))
}

/// A wish about an order of the group, which must be locked.
pub async fn load(tx: &mut PgConnection, group: GroupId, id: ReturnId) -> Result<Option<Wish>> {
    let rows = sqlx::query!(
        "
        select r.order_id, r.status, l.line_id, l.quantity
          from orders.returns as r
          join orders.orders as o on o.id = r.order_id
          join orders.return_lines as l on l.return_id = r.id
         where r.id = $1 and o.group_id = $2
        ",
        id.0,
        group.0,
    )
    .fetch_all(tx)
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    Ok(Some(Wish {
        order: OrderId(first.order_id),
        status: known(ReturnStatus::parse(&first.status), &first.status)?,
        lines: rows.iter().map(|row| Quantity { line: LineId(row.line_id), quantity: row.quantity as u32 }).collect(),
    }))
}

/// Ends a wish that waits for its answer. Its order must be locked.
pub async fn end(tx: &mut PgConnection, id: ReturnId, status: ReturnStatus, answer: Answer<'_>) -> Result<()> {
    sqlx::query!(
        "
        update orders.returns
           set status      = $2,
               by_market   = $3,
               answer      = $4,
               answered_at = now()
         where id = $1 and status = 'asked'
        ",
        id.0,
        status.as_str(),
        answer.by_market,
        answer.text,
    )
    .execute(tx)
    .await?;
    Ok(())
}
