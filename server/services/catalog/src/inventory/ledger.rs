//! The stock ledger: whatever changes stock is a movement with a reason.

use crate::{
    Catalog,
    store::{inventory as store, listed},
};
use anyhow::ensure;
use contracts::{
    events::{CatalogEvent, StockChanged},
    ids::{GroupId, OfferId, ProductId, SellerId, UserId},
    stock::AdjustReason,
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
    /// A buyer has given it back.
    Returned,
    /// A member of the shop says so.
    Adjusted(AdjustReason),
    /// A file of the shop says so.
    Imported,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Sold => "sold",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
            Self::Adjusted(reason) => reason.as_str(),
            Self::Imported => "imported",
        }
    }
}

/// What the ledger says beside the numbers.
#[derive(Clone, Copy)]
pub(crate) struct Cause<'a> {
    pub reason: Reason,
    /// The order group, where there is one.
    pub group: Option<GroupId>,
    /// The member of the shop who did it, by hand or with a file.
    pub by: Option<UserId>,
    pub note: &'a str,
}

impl Cause<'_> {
    pub fn order(reason: Reason, group: GroupId) -> Self {
        Self { reason, group: Some(group), by: None, note: "" }
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
    /// Units on hand before and now: what is only held for an order is not sold yet.
    pub had: u32,
    pub has: u32,
    /// At this many units or fewer stock is low.
    pub low_at: u32,
}

/// Changes stock and writes the ledger, tells when few or none are left, and lets lists know what is in stock.
///
/// The caller has locked the rows with [`store::lock_stock`]; an offer moves once per call. Fails, and leaves the
/// transaction to be rolled back, when stock would become negative or oversold.
pub(crate) async fn record(
    catalog: &Catalog,
    tx: &mut PgConnection,
    cause: Cause<'_>,
    movements: &[Movement],
) -> anyhow::Result<()> {
    let moved = store::move_stock(tx, cause, movements).await?;
    ensure!(moved.len() == movements.len(), "stock does not allow what was to be {}", cause.reason.as_str());

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
    /// What is told of it: once on the way down, when few are left and when none is. Holds are no news: most that are not
    /// paid for end.
    fn news(&self) -> Option<CatalogEvent> {
        let change = StockChanged { offer: self.offer, seller: self.seller, available: self.has };
        match (self.had, self.has) {
            (1.., 0) => Some(CatalogEvent::StockOut(change)),
            (had, has) if had > self.low_at && (1..=self.low_at).contains(&has) => Some(CatalogEvent::StockLow(change)),
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

    fn news(had: u32, has: u32) -> Option<&'static str> {
        told(had, has, 5)
    }

    fn told(had: u32, has: u32, low_at: u32) -> Option<&'static str> {
        let (offer, product, seller) = (OfferId(Uuid::nil()), ProductId(Uuid::nil()), SellerId(Uuid::nil()));
        let moved = Moved { offer, product, seller, before: had, after: has, had, has, low_at };
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

    #[test]
    fn the_border_is_the_sellers() {
        assert_eq!((told(21, 20, 20), told(6, 5, 20), told(6, 5, 0)), (Some("stock.low"), None, None));
    }
}
