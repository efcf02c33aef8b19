//! What catalog hears: orders move stock, identity tells who sells.

use crate::{
    Catalog,
    inventory::{Ending, Part, end, sell_late},
    store::{inventory, sellers},
};
use contracts::{
    events::{IdentityEvent, OrderEvent, OrderPart},
    ids::OfferId,
};
use events::{Envelope, Inbox, Subscription};

const INBOX: Inbox = Inbox::new("catalog");

pub(crate) fn all(catalog: &Catalog) -> Vec<Subscription> {
    let (orders, identity) = (catalog.clone(), catalog.clone());
    vec![
        Subscription::new("catalog", move |event: OrderEvent, envelope| hear_order(orders.clone(), event, envelope))
            .waiting_for(web::is_transient),
        Subscription::new("catalog", move |event: IdentityEvent, envelope| {
            hear_identity(identity.clone(), event, envelope)
        })
        .waiting_for(web::is_transient),
    ]
}

async fn hear_order(catalog: Catalog, event: OrderEvent, envelope: Envelope) -> anyhow::Result<()> {
    let mut tx = catalog.db.begin().await?;
    if !INBOX.first_time(&mut tx, &envelope).await? {
        return Ok(());
    }
    match event {
        OrderEvent::Created(order) => {
            inventory::lock_group(&mut tx, order.group).await?;
            inventory::mark_ordered(&mut tx, order.group).await?;
        }
        OrderEvent::Paid(order) => {
            end(&catalog, &mut tx, order.group, Part::Whole, Ending::Sell).await?;
            sell_late(&catalog, &mut tx, order.group, &offers(&order.orders)).await?;
        }
        OrderEvent::Cancelled(order) => {
            let offers = offers(&order.orders);
            // Each takes what is in its state: what was held is released, what was sold comes back.
            end(&catalog, &mut tx, order.group, Part::Offers(&offers), Ending::Release).await?;
            end(&catalog, &mut tx, order.group, Part::Offers(&offers), Ending::Return).await?;
        }
    }
    Ok(catalog.outbox.commit(tx).await?)
}

async fn hear_identity(catalog: Catalog, event: IdentityEvent, envelope: Envelope) -> anyhow::Result<()> {
    let mut tx = catalog.db.begin().await?;
    if !INBOX.first_time(&mut tx, &envelope).await? {
        return Ok(());
    }
    match event {
        IdentityEvent::SellerApproved(seller) => sellers::welcome(&mut tx, &seller).await?,
        IdentityEvent::SellerSuspended(suspended) => sellers::suspend(&mut tx, suspended.seller).await?,
        IdentityEvent::UserCreated(_) | IdentityEvent::UserRoleChanged(_) => {}
    }
    catalog.outbox.commit(tx).await?;
    catalog.forget();
    Ok(())
}

fn offers(orders: &[OrderPart]) -> Vec<OfferId> {
    orders.iter().flat_map(|order| &order.lines).map(|line| line.offer).collect()
}
