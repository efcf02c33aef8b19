//! A seller's products, as the people of the shop see and write them.

use crate::{
    catalog::Picture,
    ids::{CategoryId, OfferId, ProductId, VariantId},
    money::{Currency, Money},
};
use serde::{Deserialize, Serialize};

/// Who may see a product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GoodsStatus))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Only the shop's own people.
    #[default]
    Draft,
    Active,
    /// Nobody; it keeps its address.
    Archived,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Active, Self::Archived].into_iter().find(|status| status.as_str() == word)
    }
}

/// A part of a seller's products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    #[default]
    All,
    Live,
    Draft,
    Archived,
    Blocked,
    /// Live, and nothing of it is left.
    Out,
}

impl Shelf {
    pub const ALL: [Self; 6] = [Self::All, Self::Live, Self::Draft, Self::Archived, Self::Blocked, Self::Out];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Live => "live",
            Self::Draft => "draft",
            Self::Archived => "archived",
            Self::Blocked => "blocked",
            Self::Out => "out",
        }
    }
}

/// The order of a seller's list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GoodsSort))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Newest,
    Title,
    Price,
}

impl Sort {
    pub const ALL: [Self; 3] = [Self::Newest, Self::Title, Self::Price];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Title => "title",
            Self::Price => "price",
        }
    }
}

/// What of a seller's products is listed; the query string of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(default)]
pub struct Search {
    /// Words of the title, or the beginning of a SKU.
    pub q: String,
    #[cfg_attr(feature = "openapi", param(inline))]
    pub show: Shelf,
    /// Slug of a category; what is below it counts.
    pub category: String,
    #[cfg_attr(feature = "openapi", param(inline))]
    pub sort: Sort,
    /// Cursor of the page before.
    pub after: String,
}

/// A product in its seller's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GoodsRow))]
pub struct Row {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub picture: String,
    pub status: Status,
    pub blocked: bool,
    /// An admin has asked for a change, and it was not changed since.
    #[serde(default)]
    pub asked: bool,
    pub variants: u32,
    /// Of the only variant; empty when there are several.
    pub sku: String,
    /// Units that can be bought, of all variants.
    pub available: u64,
    /// The lowest price of its variants.
    pub price: Money,
}

/// One page of a seller's products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shelves {
    pub items: Vec<Row>,
    pub next: Option<String>,
    /// How many products stand on each shelf, counted up to [`Shelves::COUNTED`].
    pub counts: Vec<(Shelf, u32)>,
}

impl Shelves {
    /// Nobody counts further: "1000+".
    pub const COUNTED: u32 = 1_000;
}

/// A product as its seller edits it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Goods {
    pub id: ProductId,
    /// Counts the changes; goes back with a save, so that nobody's work is written over.
    pub version: i64,
    pub slug: String,
    pub title: String,
    pub description_html: String,
    pub category: CategoryId,
    pub specs: Vec<(String, String)>,
    pub tags: Vec<String>,
    pub seo_title: String,
    pub seo_about: String,
    pub options: Vec<String>,
    pub variants: Vec<Line>,
    pub pictures: Vec<Picture>,
    pub status: Status,
    /// Why an admin has taken it out of the shop.
    pub blocked: Option<String>,
    /// What an admin has asked to be changed; nothing as soon as it was changed or decided about.
    #[serde(default)]
    pub asked: Option<String>,
    pub currency: Currency,
}

/// A variant that is for sale, as its seller edits it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GoodsLine))]
pub struct Line {
    pub id: VariantId,
    pub offer: OfferId,
    pub options: Vec<String>,
    pub sku: String,
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub on_hand: u32,
    pub reserved: u32,
}

/// A product as it is to be. Its pictures have requests of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "title": "Brass lamp", "description_html": "<p>Spun by hand.</p>", "options": ["Size"], "status": "draft",
    "category": "0199f3a0-5b1c-7d2e-8f40-112233445566", "specs": [["Material", "Brass"]],
    "variants": [{ "options": ["Small"], "sku": "LAMP-S", "price_minor": 129900, "on_hand": 12 }],
})))]
pub struct SaveGoods {
    /// The version that was edited; of no meaning for a new product.
    #[serde(default)]
    pub version: i64,
    pub title: String,
    /// Empty: made of the title.
    #[serde(default)]
    pub slug: String,
    #[serde(default)]
    pub description_html: String,
    pub category: Option<CategoryId>,
    #[serde(default)]
    pub specs: Vec<(String, String)>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub seo_title: String,
    #[serde(default)]
    pub seo_about: String,
    #[serde(default)]
    pub options: Vec<String>,
    pub variants: Vec<SaveLine>,
    pub status: Status,
}

/// A variant as it is to be. Those of the product that are not named are taken out of sale.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveLine {
    /// The variant that this one was; none for a new one.
    #[serde(default)]
    pub id: Option<VariantId>,
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub sku: String,
    pub price_minor: i64,
    #[serde(default)]
    pub compare_at_minor: Option<i64>,
    /// Units to begin with. The stock of a variant that exists stays as it is: that is the inventory's.
    #[serde(default)]
    pub on_hand: u32,
}

/// The most variants of a product.
pub const MAX_VARIANTS: usize = 1_000;

/// The most products of one bulk edit.
pub const MAX_BULK: usize = 200;

/// A product that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Saved {
    pub id: ProductId,
    pub version: i64,
}

/// The same change of many products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "products": ["0199f3a0-5b1c-7d2e-8f40-112233445566"], "change": { "do": "price_by", "hundredths": -1000 },
})))]
pub struct Bulk {
    pub products: Vec<ProductId>,
    pub change: Change,
}

/// What a bulk edit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BulkChange))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Change {
    Status {
        status: Status,
    },
    /// Every variant costs this.
    Price {
        minor: i64,
    },
    /// Hundredths of a per cent on every price; less than nothing makes it cheaper. Rounded to whole currency units.
    PriceBy {
        hundredths: i32,
    },
    /// Of every variant so many units can be bought, beside those that orders hold.
    Stock {
        units: u32,
    },
    /// Drafts that were never sold go for good; all others are archived.
    Remove,
}

/// How many products a bulk edit has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changed {
    pub products: u64,
}

/// A change of a product's pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePicture {
    /// The picture's address, by which it is known.
    pub src: String,
    #[serde(flatten)]
    pub what: PictureChange,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum PictureChange {
    /// One place to the front.
    Up,
    Down,
    Remove,
    Describe {
        alt: String,
    },
}
