//! Orders, as those see them who sold them, and those who look after the market.

use super::{DeliveryOption, GroupStatus, Line, Parcel, Quantity, Return, Status, Step};
use crate::{
    catalog::SellerBadge,
    identity::Postal,
    ids::{GroupId, OrderId, UserId},
    money::Money,
    page::Page,
};
use form_urlencoded::Serializer;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The orders among which a seller looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SoldTab))]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    #[default]
    All,
    /// Paid, and some of it has not left: the most urgent first.
    ToShip,
    /// Those of them that lie ready.
    Packed,
    Shipped,
    Delivered,
    /// Something of it was asked to be given back.
    Returns,
    Cancelled,
}

impl Tab {
    pub const ALL: [Self; 7] =
        [Self::All, Self::ToShip, Self::Packed, Self::Shipped, Self::Delivered, Self::Returns, Self::Cancelled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::ToShip => "to_ship",
            Self::Packed => "packed",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Returns => "returns",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// Whether an order's money has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderPayment))]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    Unpaid,
    Paid,
    /// Paid, and some of it or all goes back.
    Refunded,
}

impl Payment {
    pub const ALL: [Self; 3] = [Self::Unpaid, Self::Paid, Self::Refunded];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|payment| payment.as_str() == text)
    }
}

/// What a seller looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct Find {
    #[serde(default)]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub tab: Tab,
    #[cfg_attr(feature = "openapi", param(inline))]
    pub payment: Option<Payment>,
    /// Beginning of an order's number.
    pub number: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

impl Find {
    /// As the query of an address.
    pub fn query(&self) -> String {
        query([
            ("tab", Some(self.tab.as_str())),
            ("payment", self.payment.map(Payment::as_str)),
            ("number", self.number.as_deref()),
            ("after", self.after.as_deref()),
        ])
    }
}

fn query<const N: usize>(fields: [(&str, Option<&str>); N]) -> String {
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// An order in a seller's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SoldRow))]
pub struct Row {
    pub id: OrderId,
    pub number: String,
    pub status: Status,
    pub payment: Payment,
    #[serde(with = "time::serde::rfc3339")]
    pub placed_at: OffsetDateTime,
    /// Until when it should leave; nothing before it is paid.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub due_at: Option<OffsetDateTime>,
    /// Whether it has not left although it is due.
    pub is_late: bool,
    /// Whether a return waits for an answer.
    pub return_asked: bool,
    pub buyer: String,
    pub city: String,
    pub units: u32,
    pub total: Money,
}

/// How many orders there are in each tab, at most [`Counts::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SoldCounts))]
pub struct Counts {
    pub to_ship: u32,
    /// Those of them that are late.
    #[serde(default)]
    pub late: u32,
    pub packed: u32,
    pub shipped: u32,
    pub delivered: u32,
    pub returns: u32,
    pub cancelled: u32,
}

impl Counts {
    /// What is counted to; there may be more.
    pub const MOST: u32 = 100;
}

/// A page of a seller's orders, newest first; of those to ship, the most urgent first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SoldListing))]
pub struct Listing {
    pub orders: Page<Row>,
    pub counts: Counts,
}

/// Something to remember about an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderNote))]
pub struct Note {
    /// True when the market wrote it; sellers do not see those.
    pub by_market: bool,
    pub author: Option<UserId>,
    pub text: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// An order as its seller sees it: no e-mail address, a telephone number only while something is to be delivered, and a
/// street only from the payment until nothing of it can be given back any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SoldOrder))]
pub struct Order {
    pub id: OrderId,
    pub group: GroupId,
    pub number: String,
    pub status: Status,
    pub payment: Payment,
    #[serde(with = "time::serde::rfc3339")]
    pub placed_at: OffsetDateTime,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub paid_at: Option<OffsetDateTime>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub due_at: Option<OffsetDateTime>,
    pub is_late: bool,
    pub postal: Postal,
    pub delivery: DeliveryOption,
    pub lines: Vec<Line>,
    /// As sold.
    pub subtotal: Money,
    pub total: Money,
    /// What goes back to the buyer.
    pub refunded: Money,
    pub history: Vec<Step>,
    pub parcels: Vec<Parcel>,
    pub returns: Vec<Return>,
    pub notes: Vec<Note>,
    pub can_pack: bool,
    pub can_ship: bool,
    pub can_cancel: bool,
}

/// Sends lines of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ShipLines))]
#[serde(deny_unknown_fields)]
pub struct Ship {
    pub carrier: String,
    pub tracking: String,
    /// Nothing named: all that is left to send.
    #[serde(default)]
    pub lines: Vec<Quantity>,
}

/// Cancels lines of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CancelLines))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Nothing named: all that has not left.
    #[serde(default)]
    pub lines: Vec<Quantity>,
    pub reason: String,
    /// How many units of the order were cancelled when it was seen. Where that has changed, nothing is done: whoever
    /// presses twice cancels once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<u32>,
}

/// Takes lines back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AcceptReturn))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Whether the goods can be sold again.
    pub restock: bool,
}

/// Takes lines back in the shop's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AcceptAnyReturn))]
#[serde(deny_unknown_fields)]
pub struct AcceptAny {
    /// Whether the goods can be sold again.
    pub restock: bool,
    pub reason: String,
}

/// Does not take lines back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RefuseReturn))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub reason: String,
}

/// Pays lines of an order back that were sent, although they do not come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PayBack {
    pub lines: Vec<Quantity>,
    pub reason: String,
}

/// Writes a note about an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WriteNote {
    pub text: String,
}

/// What an admin looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct Search {
    #[cfg_attr(feature = "openapi", param(inline))]
    pub status: Option<Status>,
    #[cfg_attr(feature = "openapi", param(inline))]
    pub group: Option<GroupStatus>,
    #[cfg_attr(feature = "openapi", param(inline))]
    pub payment: Option<Payment>,
    /// Beginning of a number, or the buyer's whole e-mail address.
    pub text: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

impl Search {
    /// As the query of an address.
    pub fn query(&self) -> String {
        query([
            ("status", self.status.map(Status::as_str)),
            ("group", self.group.map(GroupStatus::as_str)),
            ("payment", self.payment.map(Payment::as_str)),
            ("text", self.text.as_deref()),
            ("after", self.after.as_deref()),
        ])
    }
}

/// An order in the market's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarketRow {
    pub row: Row,
    pub seller: SellerBadge,
    pub group: GroupId,
    pub group_status: GroupStatus,
    pub email: String,
    pub refunded: Money,
}

/// An order as the market sees it: everything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarketOrder {
    pub order: Order,
    pub seller: SellerBadge,
    /// Nobody for a guest.
    pub buyer: Option<UserId>,
    pub email: String,
    pub group_number: String,
    pub group_status: GroupStatus,
    pub group_total: Money,
    /// The other orders of the same purchase.
    pub others: Vec<Other>,
}

/// Another seller's order of the same purchase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OtherOrder))]
pub struct Other {
    pub id: OrderId,
    pub number: String,
    pub seller: SellerBadge,
    pub status: Status,
}

/// What the configuration says about orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Days after its delivery in which something can be given back.
    pub return_days: u32,
    /// Days after it was due on which an order that has not left is cancelled; 0: never.
    pub cancel_after_days: u32,
}
