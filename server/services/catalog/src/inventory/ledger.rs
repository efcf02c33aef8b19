//! The stock ledger: whatever changes stock is a movement with a reason.

use crate::{
    Catalog,
    store::{inventory as store, listed},
};
use anyhow::ensure;
use contracts::{
    catalog::Stock,
    events::{CatalogEvent, StockChanged},
    ids::{GroupId, OfferId, ProductId, SellerId},
};
use sqlx::PgConnection;
use std::collections::BTreeSet;

/// A change of one offer's stock, in units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Movement {
    pub offer: OfferId,
    pub on_hand: i64,
    pub reserved: i64,
}

/// Why stock moved.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reason {
    Reserved,
    Released,
    Expired,
    Sold,
    Cancelled,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Sold => "sold",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What became of an offer's stock.
pub(crate) struct Moved {
    pub offer: OfferId,
    pub product: ProductId,
    pub seller: SellerId,
    /// Units that could be bought before, and can be bought now.
    pub before: u32,
    pub after: u32,
}

/// Changes stock and writes the ledger, tells when few or none are left, and lets lists know what is in stock.
///
/// The caller has locked the rows with [`store::lock_stock`]; an offer moves once per call. Fails, and leaves the
/// transaction to be rolled back, when stock would become negative or oversold.
pub(crate) async fn record(
    catalog: &Catalog,
    tx: &mut PgConnection,
    reason: Reason,
    group: GroupId,
    movements: &[Movement],
) -> anyhow::Result<()> {
    let moved = store::move_stock(tx, reason.as_str(), group, movements).await?;
    ensure!(moved.len() == movements.len(), "stock does not allow what was to be {}", reason.as_str());

    for moved in &moved {
        if let Some(event) = moved.news() {
            let version = store::next_version(tx, moved.offer).await?;
            catalog.outbox.publish(tx, version, &event).await?;
        }
    }
    let products: BTreeSet<ProductId> =
        moved.iter().filter(|moved| moved.turned()).map(|moved| moved.product).collect();
    for product in products {
        listed::refresh_availability(tx, product).await?;
    }
    Ok(())
}

impl Moved {
    /// What is told of it: once on the way down, when few are left and when none is.
    fn news(&self) -> Option<CatalogEvent> {
        let change = StockChanged { offer: self.offer, seller: self.seller, available: self.after };
        match (Stock::of(self.before), Stock::of(self.after)) {
            (Stock::In | Stock::Low { .. }, Stock::Out) => Some(CatalogEvent::StockOut(change)),
            (Stock::In, Stock::Low { .. }) => Some(CatalogEvent::StockLow(change)),
            _ => None,
        }
    }

    /// Whether it was sold out and is not, or the other way round.
    fn turned(&self) -> bool {
        (self.before == 0) != (self.after == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::events::Event;
    use uuid::Uuid;

    fn news(before: u32, after: u32) -> Option<&'static str> {
        let id = Uuid::nil();
        let moved = Moved { offer: OfferId(id), product: ProductId(id), seller: SellerId(id), before, after };
        moved.news().map(|event| event.name())
    }

    #[test]
    fn news_is_told_when_a_border_is_crossed_downwards() {
        assert_eq!(news(6, 5), Some("stock.low"));
        assert_eq!(news(100, 1), Some("stock.low"));
        assert_eq!(news(1, 0), Some("stock.out"));
        assert_eq!(news(50, 0), Some("stock.out"));
    }

    #[test]
    fn nothing_is_told_between_borders_or_upwards() {
        for (before, after) in [(7, 6), (5, 4), (0, 0), (0, 1), (5, 6), (0, 100)] {
            assert_eq!(news(before, after), None, "{before} to {after}");
        }
    }
}
