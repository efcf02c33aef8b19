//! The market pays lines back that were sent, although they do not come back: they were lost, or are not what was sold.

use crate::{
    Orders,
    cancel::reason,
    change::apply,
    error::Error,
    order::price,
    store::{
        groups,
        returns::{self as store, Answer},
    },
};
use contracts::{
    Caller,
    ids::{OrderId, ReturnId},
    orders::{ReturnStatus, sold::PayBack},
    problem::Check,
};
use serde_json::json;
use tracing::info;
use uuid::Uuid;
use web::Act;

/// An admin pays lines of any shop's order back, once for each key.
///
/// It is kept as a return that the market has asked for and accepted, so that nothing is paid back twice.
///
/// # Errors
/// [`Error::TooMany`] for more of a line than was sent and is neither paid back nor asked to be, [`Error::KeyReused`]
/// for another request under the same key.
pub async fn pay_back(
    orders: &Orders,
    caller: &Caller,
    order: OrderId,
    key: &str,
    request: PayBack,
) -> Result<(), Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    let why = reason(&request.reason)?;
    let mut check = Check::default();
    check.that(!request.lines.is_empty(), "lines", "Please choose at least one item.");
    check.done()?;
    let mut tx = orders.db.begin().await?;
    let group = groups::lock_of(&mut tx, order, None).await?.ok_or(Error::NotFound)?;
    match store::was_paid_back(&mut tx, order, key, &request.lines, why).await? {
        Some(true) => return Ok(()),
        Some(false) => return Err(Error::KeyReused),
        None => {}
    }
    let id = ReturnId(Uuid::now_v7());
    let change = group.pay_back(order, id, &request.lines)?;
    let before = group.order(order)?;
    let refund = price(before.delivery.currency, &before.told(&request.lines)?).map_err(anyhow::Error::from)?;
    store::insert(&mut tx, id, (order, before.seller), &request.lines, why, refund).await?;
    store::end(&mut tx, id, ReturnStatus::Accepted, Answer { by_market: true, text: "" }).await?;
    store::keep(&mut tx, id, key).await?;
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    let act = Act {
        action: "order.refund",
        subject: ("order", order.0),
        seller: Some(before.seller),
        before: Some(json!({ "status": before.status })),
        after: Some(json!({ "status": change.steps.last(), "refund": change.refunds, "lines": request.lines })),
        reason: Some(why),
    };
    act.record(&mut tx, &orders.outbox, caller).await?;
    orders.outbox.commit(tx).await?;
    info!(order.id = %order, return.id = %id, "of order {order}, {refund} go back");
    Ok(())
}
