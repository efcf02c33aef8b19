//! What the catalogue says: categories, products, offers, sellers as shoppers see them.

use crate::{
    ids::{CategoryId, OfferId, ProductId, SellerId, VariantId},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// A shop, in the few words that stand beside its goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SellerBadge {
    pub id: SellerId,
    pub slug: String,
    pub name: String,
    /// Town and state.
    pub place: String,
    /// Ground of the avatar: `lake`, `rose`, `sand`, `sage`, `honey` or `clay`.
    pub tint: String,
}

impl SellerBadge {
    /// One or two initials for the avatar.
    pub fn initials(&self) -> String {
        self.name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphabetic())).take(2).collect()
    }
}

/// A shop on its own page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shop {
    pub badge: SellerBadge,
    pub about: String,
    pub returns: String,
    /// Year since which the shop sells here.
    pub since: i32,
    /// Working days until a parcel leaves.
    pub ships_in_days: u32,
    /// On sale, counted up to [`Shop::COUNTED`].
    pub products: u64,
    /// What all of its goods are rated, together.
    pub rating: Option<Rating>,
    /// Pictures of some of its goods, for its card.
    pub pictures: Vec<String>,
}

impl Shop {
    /// Nobody counts further: "10,000+ products".
    pub const COUNTED: u32 = 10_000;
}

/// A picture of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Picture {
    /// Path or address of the file; a placeholder when the original cannot be had.
    pub src: String,
    pub alt: String,
}

/// Whether something can be bought, as a shopper needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Stock {
    In,
    /// So few are left that it is worth saying.
    Low {
        left: u32,
    },
    Out,
}

impl Stock {
    /// At this many units or fewer the shop says how many are left.
    pub const LOW: u32 = 5;

    pub fn of(available: u32) -> Self {
        match available {
            0 => Self::Out,
            1..=Self::LOW => Self::Low { left: available },
            _ => Self::In,
        }
    }
}

/// Stars and how many people gave them. Absent where nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rating {
    /// Tenths of a star: 46 is 4.6.
    pub tenths: u32,
    pub count: u32,
}

impl Rating {
    /// `4.6`
    pub fn stars(self) -> String {
        format!("{}.{}", self.tenths / 10, self.tenths % 10)
    }
}

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    pub product: ProductId,
    pub slug: String,
    pub title: String,
    pub seller: SellerBadge,
    pub picture: String,
    /// The lowest price of its variants.
    pub price: Money,
    /// True when variants differ in price, so that "from" belongs before it.
    pub from: bool,
    pub compare_at: Option<Money>,
    pub stock: Stock,
    pub rating: Option<Rating>,
    /// The offer to add at once; `None` when the shopper has to choose a variant first.
    pub offer: Option<OfferId>,
}

/// A category with its children.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    pub id: CategoryId,
    pub slug: String,
    pub name: String,
    pub about: String,
    /// File name of its drawing; empty for children.
    pub picture: String,
    /// Products shown in it and below it.
    pub products: u64,
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub children: Vec<Category>,
    /// Products that have yet to move into another category, while it is being merged; told to admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merging: Option<u64>,
}

/// A step of the path from the root to a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Crumb {
    pub slug: String,
    pub name: String,
}

/// One option and its values, in the seller's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionAxis {
    pub name: String,
    pub values: Vec<String>,
}

/// A variant with the offer that sells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Variant {
    pub id: VariantId,
    pub offer: OfferId,
    pub sku: String,
    /// One value per axis, in the order of the axes.
    pub options: Vec<String>,
    pub price: Money,
    pub compare_at: Option<Money>,
    pub stock: Stock,
    /// Index into the product's pictures.
    pub picture: Option<usize>,
}

/// A product on its own page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    /// Sanitised HTML; safe to insert.
    pub description_html: String,
    pub seller: Shop,
    /// From the root category to the product's own.
    pub path: Vec<Crumb>,
    pub pictures: Vec<Picture>,
    pub options: Vec<OptionAxis>,
    pub variants: Vec<Variant>,
    /// Name and value, in the seller's order.
    pub specs: Vec<(String, String)>,
    pub rating: Option<Rating>,
    pub related: Vec<Card>,
    /// For search engines; empty where title and description do.
    #[serde(default)]
    pub seo_title: String,
    #[serde(default)]
    pub seo_about: String,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Home {
    pub categories: Vec<Category>,
    pub featured: Vec<Card>,
    pub sellers: Vec<Shop>,
    /// How many sellers are on the market.
    pub seller_count: u64,
    /// Searches worth suggesting: titles of categories people buy from.
    pub often: Vec<String>,
}

/// What the search box offers while one types.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    pub categories: Vec<Crumb>,
    pub sellers: Vec<Crumb>,
    pub products: Vec<SuggestedProduct>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestedProduct {
    pub slug: String,
    pub title: String,
    pub picture: String,
    pub price: String,
}
