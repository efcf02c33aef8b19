//! Checkout and orders, as the buyer sees them.

mod day;
pub mod sold;

use crate::{
    cart::{Line as CartLine, Snag},
    catalog::SellerBadge,
    delivery,
    identity::Postal,
    ids::{GroupId, LineId, OfferId, OrderId, ParcelId, ReturnId, SellerId},
    money::Money,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::{Date, OffsetDateTime};

/// What one way to have a parcel delivered costs, and how long it takes, whatever is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryRate {
    /// `standard` or `express`.
    pub code: String,
    pub name: String,
    pub cost: Money,
    /// For goods of one seller that come to this much it costs nothing.
    pub free_from: Option<Money>,
    /// Working days after the order until it may arrive, at the earliest; a slow shop adds its own.
    pub first_day: u32,
    /// The same, at the latest.
    pub last_day: u32,
}

impl DeliveryRate {
    /// What it costs for goods of one seller that come to `subtotal`.
    pub fn cost_for(&self, subtotal: Money) -> Money {
        let is_free = self.free_from.is_some_and(|from| subtotal.minor >= from.minor);
        if is_free { Money::zero(self.cost.currency) } else { self.cost }
    }

    /// First and last day on which it may arrive that is ordered `today` from a shop that takes so many days to send.
    pub fn range(&self, today: Date, ships_in_days: u32) -> (Date, Date) {
        delivery::range_from(today, ships_in_days, (self.first_day, self.last_day))
    }
}

/// One way to have a parcel delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryOption {
    /// `standard` or `express`.
    pub code: String,
    pub name: String,
    pub cost: Money,
    /// First and last day on which it may arrive.
    #[serde(with = "day")]
    pub earliest: Date,
    #[serde(with = "day")]
    pub latest: Date,
}

/// What one seller would send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutParcel {
    pub seller: SellerBadge,
    pub lines: Vec<CartLine>,
    pub subtotal: Money,
    pub delivery: Vec<DeliveryOption>,
    /// Code of the chosen option.
    pub chosen: String,
}

/// The cart as it would be ordered now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checkout {
    pub parcels: Vec<CheckoutParcel>,
    pub units: u32,
    pub items_total: Money,
    pub delivery_total: Money,
    pub total: Money,
    /// Lines that cannot be ordered as they are.
    pub snags: Vec<(OfferId, Snag)>,
}

/// Places an order. Prices are not in it: the shop knows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    /// Where order news go.
    pub email: String,
    pub postal: Postal,
    /// Chosen option per seller; sellers left out get standard delivery.
    pub delivery: BTreeMap<SellerId, String>,
    /// What the shopper saw as the total, minor units; another total is refused with `cart-changed`.
    pub expected_total: i64,
}

/// An order that was placed and waits for its payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Placed {
    pub group: GroupId,
    pub number: String,
    pub total: Money,
    #[serde(with = "time::serde::rfc3339")]
    pub hold_expires_at: OffsetDateTime,
}

/// What came of putting an order into the cart again, by title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reordered {
    pub no_longer_sold: Vec<String>,
    pub sold_out: Vec<String>,
    /// In the cart, but fewer than were ordered: there are no more.
    pub fewer: Vec<String>,
    pub no_room: Vec<String>,
    /// Lines of which as many are in the cart as were ordered.
    pub added: u32,
}

/// Facts of the problem `cart-changed`: what the cart would cost now, and what is in the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartChanged {
    pub expected: Money,
    pub checkout: Checkout,
}

/// Where an order of one seller stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderStatus))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Created,
    Paid,
    Packed,
    Shipped,
    Delivered,
    Cancelled,
    Returned,
}

impl Status {
    pub const ALL: [Self; 7] =
        [Self::Created, Self::Paid, Self::Packed, Self::Shipped, Self::Delivered, Self::Cancelled, Self::Returned];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Paid => "paid",
            Self::Packed => "packed",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// What a whole group is: derived from its orders, stored so that lists can filter by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderGroupStatus))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupStatus {
    /// Waits for the payment; stock is held.
    Pending,
    Paid,
    /// Every order of it was cancelled.
    Cancelled,
    /// The hold ran out before it was paid.
    Expired,
    /// Every order that was not cancelled has arrived.
    Completed,
}

impl GroupStatus {
    pub const ALL: [Self; 5] = [Self::Pending, Self::Paid, Self::Cancelled, Self::Expired, Self::Completed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Completed => "completed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// One offer in an order, at the price agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderLine))]
pub struct Line {
    pub id: LineId,
    pub offer: OfferId,
    pub slug: String,
    pub title: String,
    pub variant: String,
    pub sku: String,
    pub picture: String,
    pub quantity: u32,
    pub price: Money,
    pub total: Money,
    /// How many of them were cancelled, sent, and taken or paid back. What is left of the quantity is still to be sent.
    #[serde(default)]
    pub cancelled: u32,
    #[serde(default)]
    pub shipped: u32,
    #[serde(default)]
    pub returned: u32,
}

impl Line {
    /// How many are still to be sent.
    pub fn to_send(&self) -> u32 {
        self.quantity.saturating_sub(self.cancelled).saturating_sub(self.shipped)
    }

    /// How many were sent and not paid back.
    pub fn kept(&self) -> u32 {
        self.shipped.saturating_sub(self.returned)
    }
}

/// So many of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = LineQuantity))]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    pub line: LineId,
    pub quantity: u32,
}

/// Lines of an order that have left together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderParcel))]
pub struct Parcel {
    pub id: ParcelId,
    /// Code of the carrier, see [`crate::shipping::Carrier::find`].
    pub carrier: String,
    pub tracking: String,
    #[serde(with = "time::serde::rfc3339")]
    pub shipped_at: OffsetDateTime,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub delivered_at: Option<OffsetDateTime>,
    pub lines: Vec<Quantity>,
}

/// Where a wish to give something back stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReturnStatus {
    /// The seller has to answer.
    Asked,
    Accepted,
    Refused,
    /// The buyer keeps it after all.
    Withdrawn,
}

impl ReturnStatus {
    pub const ALL: [Self; 4] = [Self::Asked, Self::Accepted, Self::Refused, Self::Withdrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// A buyer's wish to give lines of an order back, or what the market paid back of it without.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderReturn))]
pub struct Return {
    pub id: ReturnId,
    pub status: ReturnStatus,
    pub lines: Vec<Quantity>,
    pub reason: String,
    /// Why the seller refused, or why the market answered as it did.
    pub answer: String,
    /// Whether the market answered in the seller's place.
    #[serde(default)]
    pub by_market: bool,
    /// Whether the market paid the lines back although they do not come back; `reason` is then its own.
    #[serde(default)]
    pub kept: bool,
    /// What the lines cost: it goes back when the return is accepted.
    pub refund: Money,
    #[serde(with = "time::serde::rfc3339")]
    pub asked_at: OffsetDateTime,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub answered_at: Option<OffsetDateTime>,
}

/// Asks to give lines of an order back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskReturn {
    pub order: OrderId,
    pub lines: Vec<Quantity>,
    pub reason: String,
}

/// A moment in an order's life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderStep))]
pub struct Step {
    pub status: Status,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Why, where there is something to say: "the payment did not come in time".
    pub note: String,
}

/// What one seller has to send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    pub id: OrderId,
    /// `LM-4207-7731-2`.
    pub number: String,
    pub seller: SellerBadge,
    pub status: Status,
    pub lines: Vec<Line>,
    pub subtotal: Money,
    pub delivery: DeliveryOption,
    pub total: Money,
    pub history: Vec<Step>,
    pub can_cancel: bool,
    /// What goes back to the buyer of a paid order: for cancelled and returned lines.
    pub refunded: Money,
    pub parcels: Vec<Parcel>,
    pub returns: Vec<Return>,
    /// Whether lines may be given back now.
    pub can_return: bool,
}

/// Everything bought in one checkout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderGroup))]
pub struct Group {
    pub id: GroupId,
    /// `LM-4207-7731`.
    pub number: String,
    pub status: GroupStatus,
    #[serde(with = "time::serde::rfc3339")]
    pub placed_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub hold_expires_at: OffsetDateTime,
    pub email: String,
    pub postal: Postal,
    pub orders: Vec<Order>,
    pub items_total: Money,
    pub delivery_total: Money,
    pub total: Money,
    /// The part of the total that goes back to the buyer: for what was cancelled after it was paid, and for returns.
    pub refund_total: Money,
    /// Opens the order without a log-in; only in answers to the buyer and to the mail.
    pub access: String,
}

/// A group in the list of orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderGroupSummary))]
pub struct GroupSummary {
    pub id: GroupId,
    pub number: String,
    pub status: GroupStatus,
    #[serde(with = "time::serde::rfc3339")]
    pub placed_at: OffsetDateTime,
    pub total: Money,
    pub units: u32,
    pub sellers: u32,
    /// Pictures of the first lines.
    pub pictures: Vec<String>,
    /// Titles of the first lines.
    pub titles: Vec<String>,
}
