//! Purchases that are made up to fill a shop for measurements. Each slice writes its own part of one, from the same words,
//! so that the parts fit together.

use crate::{
    catalog::SellerBadge,
    identity::Postal,
    ids::{GroupId, LineId, OfferId, OrderId, ParcelId, ProductId, UserId},
    money::Currency,
    orders::{DeliveryOption, GroupStatus, Status, Step},
};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

/// A purchase from one shop, and all that has become of it. Slices read it as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Deal {
    pub group: GroupId,
    pub order: OrderId,
    pub number: String,
    pub buyer: UserId,
    pub email: String,
    pub postal: Postal,
    pub seller: SellerBadge,
    pub product: ProductId,
    pub slug: String,
    pub title: String,
    pub picture: String,
    /// Variants of the product.
    pub lines: Vec<DealLine>,
    pub delivery: DeliveryOption,
    pub currency: Currency,
    pub items_minor: i64,
    pub delivery_minor: i64,
    pub total_minor: i64,
    pub units: u32,
    pub status: Status,
    pub group_status: GroupStatus,
    /// Every status that the order has had, the first when it was placed.
    pub history: Vec<Step>,
    #[serde(with = "rfc3339")]
    pub placed_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    pub paid_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub shipped_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub delivered_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub cancelled_at: Option<OffsetDateTime>,
    /// What went back to the buyer, when, and the posting of it.
    pub refunded_minor: i64,
    #[serde(with = "rfc3339::option")]
    pub refunded_at: Option<OffsetDateTime>,
    pub payback: Uuid,
    /// The posting of the sale.
    pub sale: Uuid,
    pub parcel: ParcelId,
    pub tracking: String,
    /// How the seller has answered the wish to give it all back: `accepted` or `refused`.
    pub wish: Option<String>,
}

/// Some units of a variant.
#[derive(Clone, Debug, Serialize)]
pub struct DealLine {
    pub line: LineId,
    pub offer: OfferId,
    pub variant: String,
    pub sku: String,
    pub quantity: u32,
    pub price_minor: i64,
}
