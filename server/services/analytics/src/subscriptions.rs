//! What analytics listens to.

use crate::{
    Analytics,
    sold::{Sale, SoldLine, day},
    store,
};
use anyhow::Context;
use contracts::{
    analytics::{Footfall, Steps},
    catalog::SellerBadge,
    events::{OrderEvent, OrderLine, OrderPaid, OrderPart},
    ids::{OfferId, OrderId, ProductId},
    inventory::Offer,
};
use events::{Envelope, Inbox, Subscription};
use sqlx::PgConnection;
use std::collections::HashMap;

const INBOX: Inbox = Inbox::new("analytics");

/// Orders: money that came in, and what went back.
pub fn orders(analytics: Analytics) -> Subscription {
    Subscription::new("analytics", move |event: OrderEvent, envelope| {
        let analytics = analytics.clone();
        async move { hear(&analytics, event, &envelope).await }
    })
    .waiting_for(web::is_transient)
}

async fn hear(analytics: &Analytics, event: OrderEvent, envelope: &Envelope) -> anyhow::Result<()> {
    // Asked before the transaction begins: another slice may take its time.
    let offers = match &event {
        OrderEvent::Paid(paid) => analytics.inventory.quote(&sold(paid)).await?,
        _ => HashMap::new(),
    };
    let mut tx = analytics.db.begin().await?;
    if !INBOX.first_time(&mut tx, envelope).await? {
        return Ok(());
    }
    match event {
        OrderEvent::Created(created) => stepped(&mut tx, Steps::PLACED, &created.orders, envelope).await?,
        OrderEvent::Paid(paid) => {
            sell(&mut tx, &paid, &offers, envelope).await?;
            stepped(&mut tx, Steps::PAID, &paid.orders, envelope).await?;
        }
        OrderEvent::Cancelled(event) if event.paid => {
            for part in &event.orders {
                store::sold::take_back_whole(&mut tx, part.order).await?;
            }
        }
        OrderEvent::LinesCancelled(event) if event.paid => {
            take_back(&mut tx, event.order, &event.lines, event.refund.minor).await?;
        }
        OrderEvent::Returned(event) => take_back(&mut tx, event.order, &event.lines, event.refund.minor).await?,
        _ => {}
    }
    Ok(tx.commit().await?)
}

/// One step of a group, with each of its shops and on the market.
async fn stepped(tx: &mut PgConnection, steps: Steps, orders: &[OrderPart], envelope: &Envelope) -> anyhow::Result<()> {
    let sellers = orders.iter().map(|part| Some(part.seller)).chain([None]);
    let footfall: Vec<Footfall> = sellers.map(|seller| Footfall { seller, steps }).collect();
    Ok(store::steps::add(tx, day(envelope.time), &footfall).await?)
}

fn sold(paid: &OrderPaid) -> Vec<OfferId> {
    paid.orders.iter().flat_map(|part| &part.lines).map(|line| line.offer).collect()
}

async fn sell(
    tx: &mut PgConnection,
    paid: &OrderPaid,
    offers: &HashMap<OfferId, Offer>,
    envelope: &Envelope,
) -> anyhow::Result<()> {
    let day = day(envelope.time);
    for part in &paid.orders {
        let sale = sale(part, offers)?;
        store::sold::sell(tx, day, &sale).await?;
        for line in &part.lines {
            let Some(offer) = offers.get(&line.offer) else { continue };
            let badge = badge(part, offer);
            store::sold::name(tx, ProductId(offer.product_id.parse()?), &badge, offer).await?;
        }
    }
    Ok(())
}

fn sale(part: &OrderPart, offers: &HashMap<OfferId, Offer>) -> anyhow::Result<Sale> {
    let line = |line: &OrderLine| {
        let product = offers.get(&line.offer).map(|offer| offer.product_id.parse()).transpose();
        // An offer that is gone is its own product from now on.
        let product = product.context("product of an offer")?.unwrap_or(line.offer.0);
        anyhow::Ok(SoldLine {
            offer: line.offer,
            product: ProductId(product),
            units: i32::try_from(line.quantity)?,
            revenue_minor: line.total.map_or(0, |total| total.minor),
        })
    };
    Ok(Sale {
        order: part.order,
        seller: part.seller,
        revenue_minor: part.total.minor,
        lines: part.lines.iter().map(line).collect::<anyhow::Result<_>>()?,
    })
}

fn badge(part: &OrderPart, offer: &Offer) -> SellerBadge {
    let seller = offer.seller.clone().unwrap_or_default();
    SellerBadge { id: part.seller, slug: seller.slug, name: seller.name, place: seller.place, tint: seller.tint }
}

async fn take_back(
    tx: &mut PgConnection,
    order: OrderId,
    lines: &[OrderLine],
    refund_minor: i64,
) -> anyhow::Result<()> {
    for line in lines {
        let units = i32::try_from(line.quantity)?;
        let revenue_minor = line.total.map_or(0, |total| total.minor);
        store::sold::take_back_line(tx, order, line.offer, units, revenue_minor).await?;
    }
    let units: u32 = lines.iter().map(|line| line.quantity).sum();
    Ok(store::sold::take_back(tx, order, i32::try_from(units)?, refund_minor).await?)
}
