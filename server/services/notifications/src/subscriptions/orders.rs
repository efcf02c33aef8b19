//! Orders: what buyers are told, and what their sellers are.

use crate::{
    Notifications, cancelled, orders, progress, shops,
    store::Kind,
    told::{Told, Word, existing},
};
use contracts::{
    Caller,
    events::{OrderCancelled, OrderEvent, OrderPaid, OrderReturned, ReturnTold},
    ids::{GroupId, OrderId},
    orders::{Group, Order},
};
use events::Envelope;

pub async fn hear(notifications: Notifications, event: OrderEvent, envelope: Envelope) -> anyhow::Result<()> {
    let Some(id) = group_of(&event) else { return Ok(()) };
    // Asked before the transaction begins: another slice may take its time.
    let group = existing(notifications.orders.group(&Caller::System, id).await)?;
    let mut word = Word::default();
    if let Some(group) = group {
        to_buyer(&mut word, &notifications.public_url, &event, &envelope, &group)?;
        to_sellers(&mut word, &notifications, &event, &group).await?;
    }
    word.tell(&notifications, &envelope).await
}

/// The group that an event is about, if anybody is told of it.
fn group_of(event: &OrderEvent) -> Option<GroupId> {
    match event {
        OrderEvent::Created(event) => Some(event.group),
        OrderEvent::Paid(event) => Some(event.group),
        OrderEvent::Cancelled(event) => Some(event.group),
        OrderEvent::LinesCancelled(event) => Some(event.group),
        OrderEvent::Shipped(event) => Some(event.group),
        OrderEvent::Delivered(event) => Some(event.group),
        OrderEvent::ReturnAsked(event) | OrderEvent::ReturnRefused(event) => Some(event.group),
        OrderEvent::Returned(event) => Some(event.group),
        // The parcel that comes of it is told.
        OrderEvent::Packed(_) => None,
    }
}

fn to_buyer(word: &mut Word, url: &str, event: &OrderEvent, envelope: &Envelope, group: &Group) -> anyhow::Result<()> {
    let (kind, reference, letter) = match event {
        OrderEvent::Created(_) => (Kind::OrderReceived, group.id.0, orders::received(group, url)),
        OrderEvent::Paid(_) => (Kind::OrderPaid, group.id.0, orders::paid(group, url)),
        // A group is cancelled in several steps, each worth a mail.
        OrderEvent::Cancelled(event) => (Kind::OrderCancelled, envelope.id, cancelled::cancelled(event, group, url)?),
        OrderEvent::LinesCancelled(event) => {
            let Some(order) = order(group, event.order) else { return Ok(()) };
            (Kind::LinesCancelled, envelope.id, progress::lines_cancelled(event, order, group, url))
        }
        OrderEvent::Shipped(event) => {
            let Some(order) = order(group, event.order) else { return Ok(()) };
            (Kind::OrderShipped, event.parcel.0, progress::shipped(event, order, group, url))
        }
        OrderEvent::Delivered(event) => {
            let Some(order) = order(group, event.order) else { return Ok(()) };
            (Kind::OrderDelivered, event.order.0, progress::delivered(order, group, url))
        }
        OrderEvent::ReturnRefused(event) => {
            let Some(order) = order(group, event.order) else { return Ok(()) };
            let wish = order.returns.iter().find(|wish| wish.id == event.wish);
            (Kind::ReturnRefused, event.wish.0, progress::return_refused(wish, order, group, url))
        }
        OrderEvent::Returned(event) => {
            let Some(order) = order(group, event.order) else { return Ok(()) };
            (Kind::ReturnAccepted, event.wish.0, progress::returned(event, order, group, url))
        }
        OrderEvent::ReturnAsked(_) | OrderEvent::Packed(_) => return Ok(()),
    };
    word.mail(kind, reference, &group.email, letter);
    Ok(())
}

async fn to_sellers(
    word: &mut Word,
    notifications: &Notifications,
    event: &OrderEvent,
    group: &Group,
) -> anyhow::Result<()> {
    let told: Vec<(&Order, Told)> = match event {
        OrderEvent::Paid(event) => new_orders(event, group),
        OrderEvent::Cancelled(event) if event.paid => whole_orders(event, group),
        OrderEvent::LinesCancelled(event) if event.paid => {
            let told = |order| Some((order, shops::cancelled(order, false, event.reason)?));
            order(group, event.order).and_then(told).into_iter().collect()
        }
        OrderEvent::ReturnAsked(ReturnTold { order: id, .. }) => {
            order(group, *id).map(|order| (order, shops::return_asked(order))).into_iter().collect()
        }
        OrderEvent::ReturnRefused(ReturnTold { order: id, wish, .. })
        | OrderEvent::Returned(OrderReturned { order: id, wish, .. }) => {
            let order = order(group, *id);
            let wish = order.and_then(|order| order.returns.iter().find(|known| known.id == *wish && known.by_market));
            let told = order.zip(wish).map(|(order, wish)| (order, shops::return_answered(order, wish)));
            told.into_iter().collect()
        }
        // Of the rest, sellers have done what is told, or have not heard of the order yet.
        _ => Vec::new(),
    };
    for (order, told) in told {
        word.tell_shop(notifications, order.seller.id, told).await?;
    }
    Ok(())
}

fn new_orders<'a>(event: &OrderPaid, group: &'a Group) -> Vec<(&'a Order, Told)> {
    let parts = event.orders.iter().filter_map(|part| Some((order(group, part.order)?, part.total)));
    parts.map(|(order, total)| (order, shops::new_order(order, total))).collect()
}

fn whole_orders<'a>(event: &OrderCancelled, group: &'a Group) -> Vec<(&'a Order, Told)> {
    let cancelled = event.orders.iter().filter_map(|part| order(group, part.order));
    cancelled.filter_map(|order| Some((order, shops::cancelled(order, true, event.reason)?))).collect()
}

fn order(group: &Group, id: OrderId) -> Option<&Order> {
    group.orders.iter().find(|order| order.id == id)
}
