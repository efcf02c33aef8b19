//! What people are told in the rooms themselves, as the API of notifications speaks of it.

use crate::ids::NoticeId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Unread notices are counted up to here; "99+" says as much as any number above.
pub const MOST_UNREAD: u32 = 99;

/// Something that the members of a shop, or somebody who applies for one, should know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    pub id: NoticeId,
    pub kind: NoticeKind,
    pub title: String,
    pub text: String,
    /// The page on which something can be done about it; a path of this shop.
    pub href: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Whether the reader has seen it; each member has marks of their own.
    pub read: bool,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    OrderNew,
    OrderCancelled,
    ReturnAsked,
    StockLow,
    StockOut,
    ProductModerated,
    /// The shop was approved or suspended, or its application answered.
    Shop,
    ImportEnded,
    /// For those who look after the market: somebody asks to open a shop.
    SellerApplied,
    /// For them, too: a shop has changed a product about which they had asked.
    ProductAnswered,
}

impl NoticeKind {
    pub const ALL: [Self; 10] = [
        Self::OrderNew,
        Self::OrderCancelled,
        Self::ReturnAsked,
        Self::StockLow,
        Self::StockOut,
        Self::ProductModerated,
        Self::Shop,
        Self::ImportEnded,
        Self::SellerApplied,
        Self::ProductAnswered,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrderNew => "order_new",
            Self::OrderCancelled => "order_cancelled",
            Self::ReturnAsked => "return_asked",
            Self::StockLow => "stock_low",
            Self::StockOut => "stock_out",
            Self::ProductModerated => "product_moderated",
            Self::Shop => "shop",
            Self::ImportEnded => "import_ended",
            Self::SellerApplied => "seller_applied",
            Self::ProductAnswered => "product_answered",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether a shop decides if it gets mail about this. What the market decides about the shop itself, it is always told, and
    /// what is for the market, never.
    pub fn is_choice(self) -> bool {
        !matches!(self, Self::Shop | Self::SellerApplied | Self::ProductAnswered)
    }

    /// Whether there is a mail about it as long as a shop has not decided: where somebody waits for the seller.
    pub fn mailed_at_first(self) -> bool {
        matches!(self, Self::OrderNew | Self::ReturnAsked | Self::StockOut | Self::Shop | Self::ImportEnded)
    }
}

/// How many notices wait to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unread {
    /// At most one more than [`MOST_UNREAD`].
    pub count: u32,
}

/// Whether a kind of notice goes to the shop's contact by mail, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MailChoice {
    pub kind: NoticeKind,
    pub mail: bool,
}
