//! What shipping listens to.

use crate::{Shipping, store};
use contracts::{
    events::{OrderEvent, OrderShipped, ShipmentTold, ShippingEvent},
    shipping::State,
};
use events::{Envelope, Inbox, Subscription};

const INBOX: Inbox = Inbox::new("shipping");

/// Orders: a seller has sent a parcel.
pub fn orders(shipping: Shipping) -> Subscription {
    Subscription::new("shipping", move |event: OrderEvent, envelope| {
        let shipping = shipping.clone();
        async move {
            match event {
                OrderEvent::Shipped(event) => begin(&shipping, &envelope, &event).await,
                _ => Ok(()),
            }
        }
    })
    .waiting_for(web::is_transient)
}

async fn begin(shipping: &Shipping, envelope: &Envelope, event: &OrderShipped) -> anyhow::Result<()> {
    let mut tx = shipping.db.begin().await?;
    if INBOX.first_time(&mut tx, envelope).await? && store::insert(&mut tx, event).await? {
        let told = ShipmentTold {
            parcel: event.parcel,
            group: event.group,
            order: event.order,
            seller: event.seller,
            state: State::Announced.as_str().to_owned(),
        };
        shipping.outbox.publish(&mut tx, 1, &ShippingEvent::Created(told)).await?;
    }
    Ok(shipping.outbox.commit(tx).await?)
}
