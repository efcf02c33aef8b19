//! What analytics listens to.

use crate::{
    Analytics,
    sold::{LineBack, Sale, SoldLine, day},
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
            let orders: Vec<OrderId> = by_shop(&event.orders).iter().map(|part| part.order).collect();
            store::sold::take_back_whole(&mut tx, &orders).await?;
        }
        OrderEvent::LinesCancelled(event) if event.paid => {
            take_back(&mut tx, event.order, &event.lines, event.refund.minor).await?;
        }
        OrderEvent::Returned(event) => take_back(&mut tx, event.order, &event.lines, event.refund.minor).await?,
        _ => {}
    }
    Ok(tx.commit().await?)
}

/// Sorted as their rows are locked.
fn by_shop(orders: &[OrderPart]) -> Vec<&OrderPart> {
    let mut sorted: Vec<&OrderPart> = orders.iter().collect();
    sorted.sort_by_key(|part| part.seller);
    sorted
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
    let parts = by_shop(&paid.orders);
    let sales: Vec<Sale> = parts.iter().map(|part| sale(part, offers)).collect::<anyhow::Result<_>>()?;
    store::sold::sell(tx, day(envelope.time), &sales).await?;
    for part in parts {
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
    let back = |line: &OrderLine| {
        let units = i32::try_from(line.quantity)?;
        anyhow::Ok(LineBack { offer: line.offer, units, revenue_minor: line.total.map_or(0, |total| total.minor) })
    };
    let lines: Vec<LineBack> = lines.iter().map(back).collect::<anyhow::Result<_>>()?;
    Ok(store::sold::take_back(tx, order, &lines, refund_minor).await?)
}
