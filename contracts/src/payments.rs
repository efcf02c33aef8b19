//! Payments, as the pay page sees them.

use crate::{
    ids::{CategoryId, GroupId, OrderId, PaymentId, SellerId},
    money::Money,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PaymentStatus))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing was tried yet, or the last try was declined.
    Pending,
    /// The gateway has not said yes or no.
    Processing,
    Succeeded,
    Failed,
    /// The order was given up before money moved.
    Expired,
    PartiallyRefunded,
    Refunded,
}

impl Status {
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Processing,
        Self::Succeeded,
        Self::Failed,
        Self::Expired,
        Self::PartiallyRefunded,
        Self::Refunded,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// The payment of an order group. Its id is the group's id: there is exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    pub id: PaymentId,
    pub group: GroupId,
    /// Number of the order group, as people read it.
    pub number: String,
    pub amount: Money,
    pub refunded: Money,
    pub status: Status,
    /// Units and sellers in the group, for the summary.
    pub units: u32,
    pub sellers: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub hold_expires_at: OffsetDateTime,
    /// Why the last try failed, in words for the shopper.
    pub declined: Option<String>,
    /// True when the gateway wants the shopper to confirm.
    pub needs_confirmation: bool,
}

/// A card, as typed on the simulated gateway's page. It is used once and never stored or logged.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PaymentCard))]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub number: String,
    /// `MM / YY`.
    pub expires: String,
    pub code: String,
    pub holder: String,
}

/// The shopper's answer to the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    Approve,
    Refuse,
}

/// Why a seller's money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = LedgerEntryKind))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    Sale,
    Refund,
}

impl EntryKind {
    pub const ALL: [Self; 2] = [Self::Sale, Self::Refund];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Refund => "refund",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// An entry of the ledger in a seller's eyes: what they gain is positive, what they lose negative, and `goods`,
/// `delivery`, `refund` and `commission` add up to `amount`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerEntry {
    pub id: Uuid,
    pub kind: EntryKind,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub order: OrderId,
    /// `LM-4207-7731-2`.
    pub number: String,
    pub goods: Money,
    pub delivery: Money,
    /// What went back to the buyer.
    pub refund: Money,
    /// What the market keeps, as agreed when the order was placed; of a refund it comes back.
    pub commission: Money,
    pub amount: Money,
}

/// What the market owes a seller now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Balance {
    pub owed: Money,
    /// What this shop gives of the price of goods sold from now on, in basis points: 1000 is 10 %.
    pub commission_bp: u32,
    /// Some categories have another rate, and this shop has none of its own that would hold for all its goods.
    #[serde(default)]
    pub by_category: bool,
}

/// A statement as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    /// `levomart-2026-10-01-2026-10-31.csv`.
    pub file_name: String,
    pub csv: String,
}

/// What the market keeps of the price of goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Commissions {
    /// In basis points, for shops without a rule of their own.
    pub default_bp: u32,
    /// The same while nobody has set another: what the configuration says.
    #[serde(default)]
    pub configured_bp: Option<u32>,
    /// Shops with a rule of their own.
    pub shops: Vec<ShopCommission>,
    /// Categories with a rule of their own.
    #[serde(default)]
    pub categories: Vec<CategoryCommission>,
}

/// A rule for goods of one category, and of those below it that have none of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryCommission {
    pub category: CategoryId,
    pub bp: u32,
}

/// A rule for one shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShopCommission {
    pub seller: SellerId,
    pub bp: u32,
}

/// Sets a rate for orders placed from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetCommission {
    /// Nobody: the rate for all shops without one of their own.
    pub seller: Option<SellerId>,
    /// Goods of this category, from shops without a rate of their own.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// Nothing: the shop's own rule ends, or the default is again what the configuration says.
    pub bp: Option<u32>,
}

/// A card number with which the simulator can be tried.
pub struct TestCard {
    pub number: &'static str,
    pub result: &'static str,
}

/// The simulator's cards. Any other valid number succeeds.
pub const TEST_CARDS: [TestCard; 5] = [
    TestCard { number: "4242 4242 4242 4242", result: "Succeeds" },
    TestCard { number: "4000 0000 0000 9995", result: "No funds" },
    TestCard { number: "4000 0000 0000 3220", result: "Asks to confirm" },
    TestCard { number: "4000 0000 0000 0077", result: "Answers late" },
    TestCard { number: "4000 0000 0000 0341", result: "Never answers" },
];
