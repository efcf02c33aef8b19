//! The cart, as its owner sees it.

use crate::{
    catalog::SellerBadge,
    ids::{OfferId, ProductId, SellerId},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// What stands between a line and being bought as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Snag {
    /// Fewer are left than the line wants.
    Short { available: u32 },
    /// None is left.
    SoldOut,
    /// The seller no longer offers it.
    Gone,
}

/// One offer in the cart or among the things saved for later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CartLine))]
pub struct Line {
    pub offer: OfferId,
    pub product: ProductId,
    pub slug: String,
    pub title: String,
    /// "Indigo, M"; empty when there is only one variant.
    pub variant: String,
    pub picture: String,
    pub quantity: u32,
    pub price: Money,
    /// Price times quantity.
    pub total: Money,
    /// The price when it was put in, if it has changed since.
    pub price_before: Option<Money>,
    /// The most that can be bought now.
    pub available: u32,
    pub snag: Option<Snag>,
}

/// The lines of one seller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CartParcel))]
pub struct Parcel {
    pub seller: SellerBadge,
    pub lines: Vec<Line>,
    pub subtotal: Money,
}

/// A cart with today's prices and stock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cart {
    pub parcels: Vec<Parcel>,
    pub saved: Vec<Line>,
    /// Units in the cart; what the badge shows.
    pub count: u32,
    /// Sum of the lines, before delivery.
    pub subtotal: Money,
    /// False while a line has a snag, or the cart is empty.
    pub can_check_out: bool,
    /// What the merge at log-in did to the lines, said once.
    pub notices: Vec<String>,
}

/// Puts an offer in the cart, or more of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AddToCart))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "offer": "0199f3a0-5b1c-7d2e-8f40-112233445566", "quantity": 2,
})))]
#[serde(deny_unknown_fields)]
pub struct Add {
    pub offer: OfferId,
    /// 1 to [`MAX_QUANTITY`].
    pub quantity: u32,
}

/// What adding came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AddedToCart))]
pub struct Added {
    pub title: String,
    /// In the cart now, of this offer.
    pub quantity: u32,
    /// True when stock allowed less than was asked for.
    pub capped: bool,
    /// Units in the whole cart.
    pub count: u32,
    /// Whose goods they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<SellerId>,
}

/// Sets a line's quantity; zero removes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ChangeLine))]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub quantity: u32,
}

/// What orders needs of a cart: offers and quantities, nothing that could be wrong by then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contents {
    pub lines: Vec<(OfferId, u32)>,
}

/// The most of one offer that a cart takes.
pub const MAX_QUANTITY: u32 = 99;

/// The most different offers that a cart takes.
pub const MAX_LINES: usize = 100;
