//! What orders listens to.

use crate::{Orders, arrive, pay};
use contracts::events::{IdentityEvent, PaymentEvent, ShippingEvent};
use events::Subscription;

pub fn subscriptions(orders: &Orders) -> Vec<Subscription> {
    let (shops, parcels, orders) = (orders.clone(), orders.clone(), orders.clone());
    let payments = Subscription::new("orders", move |event: PaymentEvent, envelope| {
        let orders = orders.clone();
        async move {
            match event {
                PaymentEvent::Succeeded(payment) => pay::pay(&orders, &payment, &envelope).await,
                // A group may be paid again while its hold lives, and a refund follows a cancellation that is known here.
                PaymentEvent::Failed(_) | PaymentEvent::Refunded(_) => Ok(()),
            }
        }
    });
    let identity = Subscription::new("orders", move |event: IdentityEvent, envelope| {
        let orders = shops.clone();
        async move {
            match event {
                IdentityEvent::SellerApproved(shop) => arrive::note_days(&orders, &shop, &envelope).await,
                IdentityEvent::UserCreated(_)
                | IdentityEvent::UserRoleChanged(_)
                | IdentityEvent::SellerApplied(_)
                | IdentityEvent::SellerAnswered(_)
                | IdentityEvent::SellerSuspended(_) => Ok(()),
            }
        }
    });
    let shipping = Subscription::new("orders", move |event: ShippingEvent, envelope| {
        let orders = parcels.clone();
        async move {
            match event {
                ShippingEvent::Delivered(parcel) => arrive::arrive(&orders, &parcel, &envelope).await,
                ShippingEvent::Created(_) | ShippingEvent::Updated(_) => Ok(()),
            }
        }
    });
    [payments, identity, shipping].map(|subscription| subscription.waiting_for(web::is_transient)).into()
}
