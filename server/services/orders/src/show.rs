//! Shows a group to those who may see it.

use crate::{
    Orders,
    error::Error,
    order::may_become,
    store::{
        groups::{self, Stored},
        orders as store,
    },
};
use anyhow::Context;
use contracts::{
    Caller, Money,
    ids::GroupId,
    orders::{Group, Line, Order, ReturnStatus, Status},
};
use time::{Duration, OffsetDateTime};

/// The group, to its buyer, to sessions that opened its link, and to other parts of Levomart.
pub async fn show(orders: &Orders, caller: &Caller, id: GroupId) -> Result<Group, Error> {
    let db = &mut *orders.db.acquire().await?;
    let stored = groups::find(db, id, caller).await?.ok_or(Error::NotFound)?;
    let mut parts = store::list(db, id, None, stored.totals.total.currency).await?;
    let is_buyer = caller.subject() == Some(stored.buyer);
    // To give something back, a guest has nothing but the link of a mail, on whatever device it is read.
    let holds = is_buyer || (caller.subject().is_some() && !stored.buyer_is_user);
    for order in &mut parts {
        order.can_cancel = is_buyer && may_be_cancelled(order);
        order.can_return = holds && may_be_returned(order, orders.config.return_days);
    }
    let access = if is_buyer || *caller == Caller::System { orders.config.access.sign(id.0) } else { String::new() };
    Ok(assemble(stored, parts, access).context("adding up a refund")?)
}

/// Whether an order can be cancelled as a whole.
pub fn may_be_cancelled(order: &Order) -> bool {
    may_become(order.status, Status::Cancelled) && order.lines.iter().all(|line| line.shipped == 0)
}

fn may_be_returned(order: &Order, days: u32) -> bool {
    let delivered = order.history.iter().rfind(|step| step.status == Status::Delivered);
    let in_time = delivered.is_some_and(|step| OffsetDateTime::now_utc() - step.at <= Duration::days(i64::from(days)));
    let wishes = || order.returns.iter().filter(|wish| wish.status != ReturnStatus::Withdrawn);
    let claimed = |line: &Line| -> u32 {
        wishes().flat_map(|wish| &wish.lines).filter(|one| one.line == line.id).map(|one| one.quantity).sum()
    };
    order.status == Status::Delivered && in_time && order.lines.iter().any(|line| claimed(line) < line.shipped)
}

fn assemble(stored: Stored, orders: Vec<Order>, access: String) -> Result<Group, contracts::money::MoneyError> {
    let paid = orders.iter().filter(|_| stored.is_paid);
    Ok(Group {
        refund_total: Money::sum(stored.totals.total.currency, paid.map(|order| order.refunded))?,
        id: stored.id,
        number: stored.number,
        status: stored.status,
        placed_at: stored.placed_at,
        hold_expires_at: stored.hold_expires_at,
        email: stored.email,
        postal: stored.postal,
        items_total: stored.totals.items,
        delivery_total: stored.totals.delivery,
        total: stored.totals.total,
        orders,
        access,
    })
}
