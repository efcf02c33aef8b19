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
    orders::{Group, Order, Status},
};

/// The group, to its buyer, to sessions that opened its link, and to other parts of Levomart.
pub async fn show(orders: &Orders, caller: &Caller, id: GroupId) -> Result<Group, Error> {
    let db = &mut *orders.db.acquire().await?;
    let stored = groups::find(db, id, caller).await?.ok_or(Error::NotFound)?;
    let mut parts = store::list(db, id, stored.totals.total.currency).await?;
    let is_buyer = caller.subject() == Some(stored.buyer);
    for order in &mut parts {
        order.can_cancel = is_buyer && may_become(order.status, Status::Cancelled);
    }
    let access = if is_buyer || *caller == Caller::System { orders.config.access.sign(id.0) } else { String::new() };
    Ok(assemble(stored, parts, access).context("adding up a refund")?)
}

fn assemble(stored: Stored, orders: Vec<Order>, access: String) -> Result<Group, contracts::money::MoneyError> {
    let cancelled = orders.iter().filter(|order| stored.is_paid && order.status == Status::Cancelled);
    Ok(Group {
        refund_total: Money::sum(stored.totals.total.currency, cancelled.map(|order| order.total))?,
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
