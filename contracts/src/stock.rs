//! Stock as the seller who counts it sees it.

use crate::ids::{GroupId, OfferId, UserId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Offers of the seller's list: narrowed to some, those after a cursor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ShelfQuery {
    /// Part of a title or SKU.
    #[serde(default)]
    pub q: String,
    #[cfg_attr(feature = "openapi", param(inline))]
    #[serde(default)]
    pub show: Show,
    #[serde(default)]
    pub after: Option<String>,
}

/// Which offers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Show {
    #[default]
    All,
    /// At the threshold or below, but not sold out.
    Low,
    Out,
}

impl Show {
    pub const ALL: [Self; 3] = [Self::All, Self::Low, Self::Out];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Low => "low",
            Self::Out => "out",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.as_str() == text)
    }
}

/// An offer with what there is of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OnShelf {
    pub offer: OfferId,
    pub title: String,
    /// Values of its options; empty where there is one variant only.
    pub variant: String,
    pub sku: String,
    pub picture: String,
    pub on_hand: u32,
    /// Held for orders.
    pub reserved: u32,
    /// Sold and not come back.
    pub sold: i64,
    /// At this many units or fewer stock is low.
    pub low_at: u32,
    /// True when the threshold is this offer's own, not the shop's.
    pub own_threshold: bool,
}

impl OnShelf {
    /// Units that can be sold.
    pub fn available(&self) -> u32 {
        self.on_hand.saturating_sub(self.reserved)
    }
}

/// Why a seller changes stock by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AdjustReason {
    Received,
    /// Counted anew.
    Corrected,
    /// Damaged or lost.
    Damaged,
    Returned,
}

impl AdjustReason {
    pub const ALL: [Self; 4] = [Self::Corrected, Self::Received, Self::Damaged, Self::Returned];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Corrected => "corrected",
            Self::Damaged => "damaged",
            Self::Returned => "returned",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// Changes the stock of several offers, all of them or none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "reason": "received", "changes": [{ "offer": "0199f3a0-5b1c-7d2e-8f40-112233445566", "to": { "by": 12 } }],
})))]
#[serde(deny_unknown_fields)]
pub struct AdjustStock {
    pub reason: AdjustReason,
    /// A few words for the history; may be empty.
    #[serde(default)]
    pub note: String,
    pub changes: Vec<StockChange>,
}

/// What is to become of one offer's stock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StockChange {
    pub offer: OfferId,
    pub to: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = StockChangeTo))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// So many more, or fewer.
    By(i64),
    /// So many on hand. Refused when there were not `seen` any more: somebody has bought meanwhile.
    Set { units: u32, seen: u32 },
}

/// What there is of an offer, as a refused change tells it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Present {
    pub offer: OfferId,
    pub on_hand: u32,
    pub reserved: u32,
}

/// When stock of an offer counts as low; without a number as the shop has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub low_at: Option<u32>,
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockMovement {
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// `received`, `corrected`, `imported`, `damaged`, `returned`, `reserved`, `released`, `expired`, `sold`, `cancelled`.
    pub reason: String,
    pub note: String,
    pub on_hand_delta: i32,
    pub reserved_delta: i32,
    /// On hand after it.
    pub on_hand: i64,
    /// The order, where there is one.
    pub group: Option<GroupId>,
    /// Who did it, where a member of the shop did it.
    pub by: Option<UserId>,
}
