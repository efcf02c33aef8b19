//! Lines that have not left are cancelled, by the seller, by the market, or because it is too late.

use crate::{
    Orders,
    cancel::reason,
    change::apply,
    error::Error,
    group::{Change, Group, Refusal},
    order::Order,
    store::{
        groups::{self, Lock},
        parcels,
    },
};
use contracts::{
    Caller,
    events::CancelReason,
    ids::{GroupId, OrderId, SellerId},
    orders::{Quantity, sold::Cancel},
};
use serde_json::json;
use sqlx::PgConnection;
use tracing::{error, info};
use web::Act;

/// Why nobody had to say it.
const LATE: &str = "The seller did not send it in time";

/// A member cancels lines of an order of their shop, all that have not left when none is named.
///
/// # Errors
/// [`Error::TooLate`] for an order that has left, [`Error::TooMany`] for more of a line than is left of it.
pub async fn call_off_sold(orders: &Orders, caller: &Caller, order: OrderId, cancel: Cancel) -> Result<(), Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    call_off(orders, caller, Some(seller), order, cancel).await
}

/// An admin does the same with any shop's order.
///
/// # Errors
/// As [`call_off_sold`].
pub async fn call_off_any(orders: &Orders, caller: &Caller, order: OrderId, cancel: Cancel) -> Result<(), Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    call_off(orders, caller, None, order, cancel).await
}

async fn call_off(
    orders: &Orders,
    caller: &Caller,
    seller: Option<SellerId>,
    order: OrderId,
    cancel: Cancel,
) -> Result<(), Error> {
    let why = reason(&cancel.reason)?;
    let (by, note) = match seller {
        Some(_) => (CancelReason::Seller, format!("Cancelled by the seller: {why}")),
        None => (CancelReason::Admin, format!("Cancelled by Levomart: {why}")),
    };
    let mut tx = orders.db.begin().await?;
    let group = groups::lock_of(&mut tx, order, seller).await?.ok_or(Error::NotFound)?;
    let Some(change) = group.call_off_lines(order, &cancel.lines, by, &note)? else { return Ok(()) };
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    let before = group.order(order)?;
    let cancelled: u32 = before.lines.iter().map(|line| line.cancelled).sum();
    if cancel.seen.is_some_and(|seen| seen != cancelled) {
        return Err(Error::TooMany);
    }
    record(&mut tx, orders, caller, (before, &change), &cancel.lines, why).await?;
    orders.outbox.commit(tx).await?;
    info!(order.id = %order, "of order {order}, lines were cancelled");
    Ok(())
}

/// Tells audit that lines of an order were cancelled, all that had not left when none is named.
pub async fn record(
    tx: &mut PgConnection,
    orders: &Orders,
    caller: &Caller,
    (before, change): (&Order, &Change),
    lines: &[Quantity],
    why: &str,
) -> anyhow::Result<()> {
    let refunds: Vec<_> = change.refunds.iter().filter(|(order, _)| *order == before.id).collect();
    let act = Act {
        action: "order.cancel",
        subject: ("order", before.id.0),
        seller: Some(before.seller),
        before: Some(json!({ "status": before.status })),
        after: Some(json!({ "status": change.steps.last(), "refund": refunds, "lines": lines })),
        reason: Some(why),
    };
    act.record(tx, &orders.outbox, caller).await
}

/// Cancels what should have left long ago, each order in a transaction of its own.
pub async fn call_off_late(orders: &Orders) -> anyhow::Result<()> {
    let days = orders.config.cancel_after_days;
    if days == 0 {
        return Ok(());
    }
    let late = parcels::list_late(&mut *orders.db.acquire().await?, days).await?;
    for (group, order) in late {
        if let Err(error) = call_off_one(orders, group, order).await {
            error!(order.id = %order, error = format!("{error:#}"), "late order not cancelled, tried again later");
        }
    }
    Ok(())
}

async fn call_off_one(orders: &Orders, id: GroupId, order: OrderId) -> anyhow::Result<()> {
    let mut tx = orders.db.begin().await?;
    let Some(group) = groups::lock(&mut tx, id, Lock::Any).await? else { return Ok(()) };
    let Some(change) = late(&group, order)? else { return Ok(()) };
    apply(&mut tx, &orders.outbox, id, &change).await?;
    let before = group.order(order).map_err(Error::from)?;
    record(&mut tx, orders, &Caller::System, (before, &change), &[], LATE).await?;
    orders.outbox.commit(tx).await?;
    info!(order.id = %order, "order {order} cancelled: it was not sent in time");
    Ok(())
}

/// The seller may have sent it since it was found to be late.
fn late(group: &Group, order: OrderId) -> Result<Option<Change>, Error> {
    match group.call_off_lines(order, &[], CancelReason::Late, LATE) {
        Err(Refusal::TooLate) => Ok(None),
        outcome => Ok(outcome?),
    }
}
