//! What admins see and decide of products, and how they tend the category tree.

use crate::{
    goods::Status,
    ids::{CategoryId, ProductId, SellerId},
    money::Money,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A part of all products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Pile {
    /// On sale, and changed since somebody looked at them last.
    #[default]
    Waiting,
    Blocked,
    All,
}

impl Pile {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Blocked, Self::All];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Blocked => "blocked",
            Self::All => "all",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pile| pile.as_str() == text)
    }
}

/// Which products are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(default)]
pub struct FindProducts {
    #[cfg_attr(feature = "openapi", param(inline))]
    pub state: Pile,
    /// Words of the product, or its place in addresses.
    pub q: String,
    /// Cursor of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A product in an admin's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewRow {
    pub id: ProductId,
    pub title: String,
    pub picture: String,
    pub seller: String,
    pub status: Status,
    pub blocked: bool,
    /// Nobody has looked at it yet.
    pub new: bool,
    #[serde(with = "time::serde::rfc3339")]
    pub changed_at: OffsetDateTime,
}

/// A product as an admin looks at it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    pub id: ProductId,
    /// Which state of it this is; goes back with a decision, so that nobody decides about what they have not seen.
    pub seen: i64,
    pub slug: String,
    pub seller: SellerId,
    pub seller_name: String,
    pub status: Status,
    /// Why it was taken out of the shop.
    pub blocked: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub changed_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub reviewed_at: Option<OffsetDateTime>,
    pub now: Shown,
    /// What was there when somebody looked last.
    pub before: Option<Shown>,
    pub findings: Vec<Finding>,
}

/// What shoppers see of a product, as far as it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Shown {
    pub title: String,
    /// The words of its description.
    pub text: String,
    /// From the root to its own.
    pub category: String,
    pub prices: Vec<ShownPrice>,
    pub pictures: Vec<String>,
    /// Names and values of its details.
    pub specs: Vec<(String, String)>,
    pub tags: Vec<String>,
    /// What search engines are told; empty where the title stands for it.
    pub seo_title: String,
    /// The same; empty where the description stands for it.
    pub seo_about: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownPrice {
    /// Values of the options; empty where there is one variant only.
    pub variant: String,
    pub price: Money,
    pub compare_at: Option<Money>,
}

/// Something that a plain check has found; a person judges it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Finding {
    NoPicture,
    NoDescription,
    /// The price is so many per cent below the one before it.
    FarBelow {
        percent: u32,
    },
    /// The lowest price has changed by so many per cent since it was looked at.
    PriceJump {
        percent: i64,
    },
    /// A way around the market: an e-mail address, a link, a telephone number.
    Contact {
        words: String,
    },
    Capitals,
}

/// What an admin decides about a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    /// The seller is asked to change something; it stays on sale.
    Ask,
    Block,
    Unblock,
    /// It leaves the shop as if its seller had taken it out, and the seller cannot bring it back.
    Delete,
}

impl Decision {
    pub const ALL: [Self; 5] = [Self::Approve, Self::Ask, Self::Block, Self::Unblock, Self::Delete];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Ask => "ask",
            Self::Block => "block",
            Self::Unblock => "unblock",
            Self::Delete => "delete",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == text)
    }

    /// The decision as a thing of the past, as events tell it.
    pub fn outcome(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Ask => "asked",
            Self::Block => "blocked",
            Self::Unblock => "unblocked",
            Self::Delete => "deleted",
        }
    }

    /// Whether it takes the product away from shoppers, on a ground that its seller is told.
    pub fn is_removal(self) -> bool {
        matches!(self, Self::Block | Self::Delete)
    }

    /// Whether it can be decided about a product that stands so.
    pub fn fits(self, status: Status, blocked: bool) -> bool {
        match self {
            Self::Approve | Self::Block => !blocked,
            Self::Ask => true,
            Self::Unblock => blocked,
            Self::Delete => !blocked || status != Status::Archived,
        }
    }

    /// How it stands afterwards.
    pub fn leaves(self, status: Status, blocked: bool) -> (Status, bool) {
        match self {
            Self::Approve | Self::Ask => (status, blocked),
            Self::Block => (status, true),
            Self::Unblock => (status, false),
            Self::Delete => (Status::Archived, true),
        }
    }
}

/// On what ground a product is taken out of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    Unlawful,
    Counterfeit,
    Unsafe,
    Misleading,
    Rules,
}

impl Ground {
    pub const ALL: [Self; 5] = [Self::Misleading, Self::Counterfeit, Self::Unsafe, Self::Unlawful, Self::Rules];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unlawful => "unlawful",
            Self::Counterfeit => "counterfeit",
            Self::Unsafe => "unsafe",
            Self::Misleading => "misleading",
            Self::Rules => "rules",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == text)
    }

    /// As sellers read it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unlawful => "The law does not allow this offer.",
            Self::Counterfeit => "It infringes somebody's trade mark, design or copyright.",
            Self::Unsafe => "It is not safe, or what the law wants to be said about its safety is missing.",
            Self::Misleading => "What is shown or said of it misleads shoppers.",
            Self::Rules => "It goes against the rules of Levomart.",
        }
    }
}

/// Decides about a product as it was seen. Errors stand beside `text` and `ground`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DecideProduct))]
#[serde(deny_unknown_fields)]
pub struct Decide {
    pub seen: i64,
    /// Needed to block and to delete.
    #[serde(default)]
    pub ground: Option<Ground>,
    /// What the seller reads; may be empty to approve.
    #[serde(default)]
    pub text: String,
}

/// A category as it is to be. Its address stays what it was made of at first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveCategory {
    pub name: String,
    #[serde(default)]
    pub about: String,
    /// In which it is; none makes it a root.
    #[serde(default)]
    pub parent: Option<CategoryId>,
}

/// One place among its neighbours, to the front or to the back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Shift {
    Up,
    Down,
}

/// Makes a category a part of another.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub into: CategoryId,
}

/// How far a merge has come: of a large category the rest follows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merged {
    pub moved: u64,
    /// The category is gone, and its address leads to the other.
    pub done: bool,
}
