//! What happens elsewhere and is worth a word.

mod goods;
mod orders;
mod people;

use crate::Notifications;
use contracts::events::Event;
use events::{Envelope, Subscription};
use web::is_transient;

pub fn all(notifications: &Notifications) -> Vec<Subscription> {
    vec![
        hearing(notifications, people::hear),
        hearing(notifications, orders::hear),
        hearing(notifications, goods::hear),
    ]
}

fn hearing<E, F>(notifications: &Notifications, hear: fn(Notifications, E, Envelope) -> F) -> Subscription
where
    E: Event + 'static,
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let notifications = notifications.clone();
    Subscription::new("notifications", move |event, envelope| hear(notifications.clone(), event, envelope))
        .waiting_for(is_transient)
}
