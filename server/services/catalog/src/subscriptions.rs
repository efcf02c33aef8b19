//! What catalog hears: orders move stock, identity tells who sells.

use crate::{
    Catalog,
    inventory::{Ending, Part, end, give_back, restock, sell_late},
    store::{inventory, sellers},
};
use contracts::{
    events::{IdentityEvent, OrderEvent, OrderLine, OrderPart},
    ids::OfferId,
};
use events::{Envelope, Inbox, Subscription};
use std::collections::BTreeMap;

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
        OrderEvent::LinesCancelled(cancelled) => {
            give_back(&catalog, &mut tx, cancelled.group, &units(&cancelled.lines)).await?;
        }
        OrderEvent::Returned(returned) if returned.restock => {
            restock(&catalog, &mut tx, returned.group, &units(&returned.lines)).await?;
        }
        OrderEvent::Returned(_)
        | OrderEvent::Packed(_)
        | OrderEvent::Shipped(_)
        | OrderEvent::Delivered(_)
        | OrderEvent::ReturnAsked(_)
        | OrderEvent::ReturnRefused(_) => {}
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
        IdentityEvent::UserCreated(_)
        | IdentityEvent::UserRoleChanged(_)
        | IdentityEvent::SellerApplied(_)
        | IdentityEvent::SellerAnswered(_) => {}
    }
    catalog.outbox.commit(tx).await?;
    catalog.cache.forget_goods();
    Ok(())
}

/// Units per offer: an offer moves once at a time.
fn units(lines: &[OrderLine]) -> BTreeMap<OfferId, u32> {
    let mut units = BTreeMap::new();
    for line in lines {
        *units.entry(line.offer).or_default() += line.quantity;
    }
    units
}

fn offers(orders: &[OrderPart]) -> Vec<OfferId> {
    orders.iter().flat_map(|order| &order.lines).map(|line| line.offer).collect()
}
