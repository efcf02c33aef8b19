//! The goods lie ready.

use crate::{Orders, change::apply, error::Error, store::groups};
use contracts::{Caller, ids::OrderId};
use serde_json::json;
use web::Act;

/// Marks an order of the member's shop as packed. Packing twice is packing once.
///
/// # Errors
/// [`Error::Unpaid`] and [`Error::Over`] for an order that is not to be sent, or was.
pub async fn pack(orders: &Orders, caller: &Caller, order: OrderId) -> Result<(), Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    let mut tx = orders.db.begin().await?;
    let group = groups::lock_of(&mut tx, order, Some(seller)).await?.ok_or(Error::NotFound)?;
    let Some(change) = group.pack(order)? else { return Ok(()) };
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    let act = Act {
        action: "order.pack",
        subject: ("order", order.0),
        seller: Some(seller),
        before: Some(json!({ "status": group.order(order)?.status })),
        after: Some(json!({ "status": change.steps.last() })),
        ..Act::default()
    };
    act.record(&mut tx, &orders.outbox, caller).await?;
    Ok(orders.outbox.commit(tx).await?)
}
