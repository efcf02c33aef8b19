//! The money for a group came in.

use crate::{
    Orders,
    change::apply,
    error::Error,
    group::Group,
    store::{
        groups::{self, Lock},
        orders as rows, parcels,
    },
};
use anyhow::{Context, ensure};
use contracts::{delivery::leaves_by, events::PaymentSucceeded, ids::OrderId};
use events::{Envelope, Inbox};
use sqlx::PgConnection;
use tracing::info;

const INBOX: Inbox = Inbox::new("orders");

/// Marks the group as paid, once. Money for a group that was given up changes nothing: payments has heard
/// `order.cancelled` and sends it back.
///
/// # Errors
/// When the group does not exist, or the amount is not its total.
pub async fn pay(orders: &Orders, payment: &PaymentSucceeded, envelope: &Envelope) -> anyhow::Result<()> {
    let mut tx = orders.db.begin().await?;
    if !INBOX.first_time(&mut tx, envelope).await? {
        return Ok(());
    }
    let group = groups::lock(&mut tx, payment.group, Lock::Any).await?.context("payment for an unknown group")?;
    ensure!(payment.amount == group.total, "group {} costs {:?}, not {:?}", group.id, group.total, payment.amount);
    let Some(change) = group.pay().map_err(Error::from)? else {
        tx.commit().await?;
        info!(order.group = %group.id, "a payment came for order `{}`, which is {}", group.number, group.status.as_str());
        return Ok(());
    };
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    set_due(&mut tx, &group, &change.moved).await?;
    orders.outbox.commit(tx).await?;
    info!(order.group = %group.id, "order `{}` paid", group.number);
    Ok(())
}

/// What was paid has to leave within the working days that its shop takes.
async fn set_due(tx: &mut PgConnection, group: &Group, paid: &[OrderId]) -> sqlx::Result<()> {
    let sellers: Vec<_> = group.orders.iter().map(|order| order.seller).collect();
    let (days, now) = (parcels::days(tx, &sellers).await?, parcels::now(tx).await?);
    let paid = group.orders.iter().filter(|order| paid.contains(&order.id));
    let due: Vec<_> = paid.map(|order| (order.id, leaves_by(now, days.of(order.seller)))).collect();
    rows::set_due(tx, &due).await
}
