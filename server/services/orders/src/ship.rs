//! A parcel leaves.

use crate::{
    Orders,
    change::apply,
    error::Error,
    group::Sending,
    store::{groups, parcels},
};
use contracts::{
    Caller, Problem,
    ids::{OrderId, ParcelId},
    orders::sold::Ship,
    problem::Check,
    shipping::Carrier,
};
use serde_json::json;
use tracing::info;
use uuid::Uuid;
use web::Act;

/// Sends lines of an order of the member's shop, all that is left when none is named.
///
/// # Errors
/// [`Error::Unpaid`] and [`Error::Over`] for an order that is not to be sent (any more), [`Error::TooMany`] for more of a
/// line than is left of it.
pub async fn ship(orders: &Orders, caller: &Caller, order: OrderId, parcel: Ship) -> Result<(), Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    let mut sending = checked(parcel)?;
    let mut tx = orders.db.begin().await?;
    let group = groups::lock_of(&mut tx, order, Some(seller)).await?.ok_or(Error::NotFound)?;
    // Whoever presses twice has sent one parcel.
    if parcels::has_left(&mut tx, order, &sending).await? {
        return Ok(());
    }
    // Who gave another shop's number would read on the order's page where that shop's parcel is.
    let mut check = Check::default();
    let free = !parcels::is_anothers(&mut tx, seller, &sending).await?;
    check.that(free, "tracking", "This number is on another shop's parcel. Please look at yours again.");
    check.done()?;
    let change = group.ship(order, &mut sending)?;
    parcels::insert(&mut tx, order, &sending).await?;
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    let act = Act {
        action: "order.ship",
        subject: ("order", order.0),
        seller: Some(seller),
        before: Some(json!({ "status": group.order(order)?.status })),
        after: Some(json!({
            "status": change.steps.last(),
            "parcel": sending.parcel,
            "carrier": sending.carrier,
            "tracking": sending.tracking,
        })),
        ..Act::default()
    };
    act.record(&mut tx, &orders.outbox, caller).await?;
    orders.outbox.commit(tx).await?;
    info!(order.id = %order, parcel.id = %sending.parcel, "a parcel of order {order} has left");
    Ok(())
}

fn checked(parcel: Ship) -> Result<Sending, Problem> {
    let mut check = Check::default();
    let carrier = Carrier::find(&parcel.carrier);
    check.that(carrier.is_some(), "carrier", "Please choose one of the carriers.");
    let tracking = carrier.and_then(|carrier| carrier.tracking(&parcel.tracking));
    check.that(carrier.is_none() || tracking.is_some(), "tracking", "This carrier's tracking numbers look different.");
    check.done()?;
    let tracking = tracking.unwrap_or_default();
    Ok(Sending { parcel: ParcelId(Uuid::now_v7()), carrier: parcel.carrier, tracking, lines: parcel.lines })
}
