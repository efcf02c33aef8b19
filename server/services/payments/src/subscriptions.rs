//! What payments listens to.

use crate::{INBOX, Payments, payment, settle, store};
use contracts::{
    events::{OrderCancelled, OrderCreated, OrderEvent},
    ids::{OrderId, PaymentId},
};
use events::{Envelope, Subscription};
use tracing::warn;

/// Orders: a placed group gets its payment, a cancelled one loses it or its money.
pub fn orders(payments: Payments) -> Subscription {
    Subscription::new("payments", move |event: OrderEvent, envelope| {
        let payments = payments.clone();
        async move {
            match event {
                OrderEvent::Created(event) => open(&payments, &envelope, &event).await,
                OrderEvent::Cancelled(event) => give_up(&payments, &envelope, &event).await,
                OrderEvent::Paid(_) => Ok(()),
            }
        }
    })
    .waiting_for(web::is_transient)
}

/// Opens the payment of a group. Its amount comes from here and nowhere else.
async fn open(payments: &Payments, envelope: &Envelope, event: &OrderCreated) -> anyhow::Result<()> {
    let parts = payment::parts(event, payments.commission_bp)?;
    let mut tx = payments.db.begin().await?;
    if INBOX.first_time(&mut tx, envelope).await? {
        store::payments::open(&mut tx, event, &parts, payments.gateway.name()).await?;
    }
    Ok(tx.commit().await?)
}

/// Notes that orders were cancelled. Their money goes back: now, if it has come, or when it comes.
///
/// Whether it has come is decided here, under the payment's lock, and not by what orders knew when it cancelled.
async fn give_up(payments: &Payments, envelope: &Envelope, event: &OrderCancelled) -> anyhow::Result<()> {
    let id = PaymentId(event.group.0);
    let cancelled: Vec<OrderId> = event.orders.iter().map(|part| part.order).collect();
    let abandoned = event.whole && !event.paid;
    let mut tx = payments.db.begin().await?;
    if INBOX.first_time(&mut tx, envelope).await? {
        anyhow::ensure!(store::payments::cancel(&mut tx, id, &cancelled).await?, "there is no payment {id}");
        if abandoned {
            store::payments::abandon(&mut tx, id).await?;
            store::attempts::hurry(&mut tx, id).await?;
        }
        store::refunds::owe(&mut tx, id).await?;
    }
    tx.commit().await?;
    // Calls off a charge that is under way; should that fail, the sweeper does it.
    if abandoned && let Err(error) = settle::settle(payments, id).await {
        warn!(payment.id = %id, error = format!("{error:#}"), "charge of a cancelled order not called off yet");
    }
    Ok(())
}
