//! A parcel has arrived.

use crate::{
    Orders,
    change::apply,
    error::Error,
    store::{
        groups::{self, Lock},
        parcels,
    },
};
use anyhow::Context;
use contracts::events::{SellerApproved, ShipmentTold};
use events::{Envelope, Inbox};
use tracing::info;

const INBOX: Inbox = Inbox::new("orders");

/// Marks the parcel as arrived, and its order as delivered once all of it was sent and all parcels are there.
///
/// # Errors
/// When there is no such group.
pub async fn arrive(orders: &Orders, parcel: &ShipmentTold, envelope: &Envelope) -> anyhow::Result<()> {
    let mut tx = orders.db.begin().await?;
    if !INBOX.first_time(&mut tx, envelope).await? {
        return Ok(());
    }
    let group = groups::lock(&mut tx, parcel.group, Lock::Any).await?.context("a parcel of an unknown group")?;
    if parcels::arrive(&mut tx, parcel.order, parcel.parcel).await?
        && let Some(change) = group.arrive(parcel.order).map_err(Error::from)?
    {
        apply(&mut tx, &orders.outbox, group.id, &change).await?;
        info!(order.id = %parcel.order, "order {} delivered", parcel.order);
    }
    Ok(orders.outbox.commit(tx).await?)
}

/// Remembers how long a shop takes to send something: orders paid from now on are due accordingly.
pub async fn note_days(orders: &Orders, shop: &SellerApproved, envelope: &Envelope) -> anyhow::Result<()> {
    let mut tx = orders.db.begin().await?;
    if INBOX.first_time(&mut tx, envelope).await? {
        parcels::set_days(&mut tx, shop.seller, shop.ships_in_days).await?;
    }
    Ok(tx.commit().await?)
}
