//! Finding things: lists of products, their filters, shops, and the search box.

pub mod api;
pub mod more;
pub mod sort;
pub mod suggest;

#[cfg(feature = "ssr")]
mod chips;
#[cfg(feature = "ssr")]
mod filters;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod nothing;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod results;
#[cfg(feature = "ssr")]
pub mod shop;
#[cfg(feature = "ssr")]
mod shops;

#[cfg(feature = "ssr")]
pub use {list::ListPage, shop::ShopPage, shops::ShopsPage};
