//! What orders listens to.

use crate::{Orders, pay};
use contracts::events::PaymentEvent;
use events::Subscription;

pub fn subscriptions(orders: &Orders) -> Vec<Subscription> {
    let orders = orders.clone();
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
    vec![payments.waiting_for(web::is_transient)]
}
