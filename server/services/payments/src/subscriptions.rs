//! What payments listens to.

use crate::{INBOX, Payments, payment, settle, store};
use contracts::{
    Caller, Money,
    events::{OrderCancelled, OrderCreated, OrderEvent},
    ids::{CategoryId, GroupId, OrderId, PaymentId, SellerId},
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
                OrderEvent::LinesCancelled(event) => {
                    pay_back(&payments, &envelope, event.group, event.order, event.refund).await
                }
                OrderEvent::Returned(event) => {
                    pay_back(&payments, &envelope, event.group, event.order, event.refund).await
                }
                OrderEvent::Paid(_)
                | OrderEvent::Packed(_)
                | OrderEvent::Shipped(_)
                | OrderEvent::Delivered(_)
                | OrderEvent::ReturnAsked(_)
                | OrderEvent::ReturnRefused(_) => Ok(()),
            }
        }
    })
    .waiting_for(web::is_transient)
}

/// Opens the payment of a group. Its amount comes from here and nowhere else.
pub async fn open(payments: &Payments, envelope: &Envelope, event: &OrderCreated) -> anyhow::Result<()> {
    let mut tx = payments.db.begin().await?;
    if INBOX.first_time(&mut tx, envelope).await? {
        let sellers: Vec<SellerId> = event.orders.iter().map(|part| part.seller).collect();
        let lines = event.orders.iter().flat_map(|part| &part.lines);
        let categories: Vec<CategoryId> = lines.flat_map(|line| line.categories.iter().flatten().copied()).collect();
        let rates = store::commissions::rates(&mut tx, &sellers, &categories, payments.commission_bp).await?;
        let parts = payment::parts(event, &rates)?;
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
    if abandoned && let Err(error) = settle::settle(payments, &Caller::System, id).await {
        warn!(payment.id = %id, error = format!("{error:#}"), "charge of a cancelled order not called off yet");
    }
    Ok(())
}

/// Some of a paid order goes back: lines were cancelled or taken back. Its event is the cause, so that it happens once.
async fn pay_back(
    payments: &Payments,
    envelope: &Envelope,
    group: GroupId,
    order: OrderId,
    refund: Money,
) -> anyhow::Result<()> {
    let id = PaymentId(group.0);
    let mut tx = payments.db.begin().await?;
    if INBOX.first_time(&mut tx, envelope).await? {
        store::payments::lock(&mut tx, id).await?;
        let is_owed = store::refunds::owe_some(&mut tx, id, order, envelope.id, refund).await?;
        anyhow::ensure!(is_owed, "of order {order}, payment {id} has no {refund} to give back");
    }
    Ok(tx.commit().await?)
}
