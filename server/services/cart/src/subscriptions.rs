//! What the cart hears: what was paid for is no longer meant to be bought.

use crate::{Cart, store};
use contracts::{
    Problem,
    events::{OrderEvent, OrderPaid},
    ids::OfferId,
};
use events::{Envelope, Subscription};
use redis::aio::ConnectionManager;

pub(crate) fn all(cart: &Cart) -> Vec<Subscription> {
    let redis = cart.redis.clone();
    vec![
        Subscription::new("cart", move |event: OrderEvent, envelope| hear_order(redis.clone(), event, envelope))
            .waiting_for(web::is_transient),
    ]
}

/// An order that was only placed leaves the cart as it is: its buyer may come back and order something else.
async fn hear_order(redis: ConnectionManager, event: OrderEvent, envelope: Envelope) -> anyhow::Result<()> {
    if let OrderEvent::Paid(OrderPaid { buyer, orders, .. }) = event {
        let lines: Vec<(OfferId, u32)> =
            orders.iter().flat_map(|order| &order.lines).map(|line| (line.offer, line.quantity)).collect();
        store::take_out_bought(&redis, envelope.id, buyer, &lines).await.map_err(Problem::from)?;
    }
    Ok(())
}
