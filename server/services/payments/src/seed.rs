//! Payments of a shop that was made up for measurements.

use crate::{
    ledger::{self, Entry},
    payment::{Rates, parts},
    store::seed as store,
};
use contracts::{
    Money,
    deal::Deal,
    events::{OrderCreated, OrderPart},
};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

/// Writes payments as they have become; the market keeps this many basis points of the goods. Nobody is told of them.
pub async fn seed(db: &PgPool, deals: &[Deal], commission_bp: i64) -> anyhow::Result<()> {
    let rates = Rates { default_bp: commission_bp, shops: Vec::new(), categories: Vec::new() };
    let rows = deals.iter().map(|deal| row(deal, &rates)).collect::<anyhow::Result<Value>>()?;
    Ok(store::insert(&mut *db.acquire().await?, &rows).await?)
}

/// The deal with its parts, and with what the ledger says of it.
fn row(deal: &Deal, rates: &Rates) -> anyhow::Result<Value> {
    let parts = parts(&told(deal), rates)?;
    let mut entries = Vec::new();
    if deal.paid_at.is_some() {
        entries.extend(lines(deal.sale, &ledger::sale(&parts)));
    }
    if deal.refunded_minor > 0 {
        let refunded = Money::new(deal.refunded_minor, deal.currency);
        entries.extend(parts.iter().flat_map(|part| lines(deal.payback, &ledger::refund(part, refunded, 0))));
    }
    let mut row = serde_json::to_value(deal)?;
    row["parts"] = serde_json::to_value(&parts)?;
    row["entries"] = entries.into();
    Ok(row)
}

fn lines(posting: Uuid, entries: &[Entry]) -> Vec<Value> {
    let line = |(line, entry): (i32, &Entry)| {
        let seller = entry.account.seller();
        json!({ "posting": posting, "line": line, "account": entry.account.as_str(), "seller": seller,
                "minor": entry.amount.minor })
    };
    (1..).zip(entries).map(line).collect()
}

/// The event that would have opened the payment.
fn told(deal: &Deal) -> OrderCreated {
    let money = |minor| Money::new(minor, deal.currency);
    let part = OrderPart {
        order: deal.order,
        seller: deal.seller.id,
        items: money(deal.items_minor),
        delivery: money(deal.delivery_minor),
        total: money(deal.total_minor),
        lines: Vec::new(),
    };
    OrderCreated {
        group: deal.group,
        number: deal.number.clone(),
        buyer: deal.buyer.0,
        total: part.total,
        units: deal.units,
        hold_expires_at: deal.placed_at,
        orders: vec![part],
    }
}
