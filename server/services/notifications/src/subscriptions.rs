//! What happens elsewhere and is worth a mail.

use crate::{
    Notifications, cancelled,
    letter::Letter,
    orders,
    store::{self, Kind},
    welcome,
};
use contracts::{
    Caller, Problem,
    events::{IdentityEvent, OrderEvent},
    ids::GroupId,
};
use events::{Envelope, Inbox, Subscription};
use uuid::Uuid;
use web::is_transient;

const INBOX: Inbox = Inbox::new("notifications");

pub fn all(notifications: &Notifications) -> Vec<Subscription> {
    let (people, buyers) = (notifications.clone(), notifications.clone());
    vec![
        Subscription::new("notifications", move |event, envelope| {
            let people = people.clone();
            async move { hear_identity(&people, event, &envelope).await }
        })
        .waiting_for(is_transient),
        Subscription::new("notifications", move |event, envelope| {
            let buyers = buyers.clone();
            async move { hear_orders(&buyers, event, &envelope).await }
        })
        .waiting_for(is_transient),
    ]
}

async fn hear_identity(notifications: &Notifications, event: IdentityEvent, envelope: &Envelope) -> anyhow::Result<()> {
    let IdentityEvent::UserCreated(created) = event else { return Ok(()) };
    let Some(user) = existing(notifications.identity.user(created.user).await)? else { return Ok(()) };
    let letter = welcome::welcome(&user, &notifications.public_url);
    enqueue(notifications, envelope, Kind::Welcome, created.user.0, &user.email, &letter).await
}

async fn hear_orders(notifications: &Notifications, event: OrderEvent, envelope: &Envelope) -> anyhow::Result<()> {
    let id = match &event {
        OrderEvent::Created(created) => created.group,
        OrderEvent::Paid(paid) => paid.group,
        OrderEvent::Cancelled(cancelled) => cancelled.group,
    };
    // Asked before the transaction begins: another slice may take its time.
    let group = notifications.orders.group(&Caller::System, GroupId(id.0)).await;
    let Some(group) = existing(group)? else { return Ok(()) };
    let url = &notifications.public_url;
    let (kind, reference, letter) = match &event {
        OrderEvent::Created(_) => (Kind::OrderReceived, id.0, orders::received(&group, url)),
        OrderEvent::Paid(_) => (Kind::OrderPaid, id.0, orders::paid(&group, url)),
        // A group is cancelled in several steps, each worth a mail.
        OrderEvent::Cancelled(event) => (Kind::OrderCancelled, envelope.id, cancelled::cancelled(event, &group, url)?),
    };
    enqueue(notifications, envelope, kind, reference, &group.email, &letter).await
}

/// What is gone by now needs no mail.
fn existing<T>(answer: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match answer {
        Err(problem) if problem.kind == contracts::Kind::NotFound => Ok(None),
        answer => answer.map(Some),
    }
}

/// Puts a letter among the mails to be sent, once per event, and once per kind and reference whatever the event.
async fn enqueue(
    notifications: &Notifications,
    envelope: &Envelope,
    kind: Kind,
    reference: Uuid,
    recipient: &str,
    letter: &Letter,
) -> anyhow::Result<()> {
    let mut tx = notifications.db.begin().await?;
    if INBOX.first_time(&mut tx, envelope).await? {
        store::insert(&mut tx, Uuid::now_v7(), kind, reference, recipient, letter).await?;
    }
    tx.commit().await?;
    Ok(())
}
