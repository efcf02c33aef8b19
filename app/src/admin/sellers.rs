//! Shops: applications first, and what is decided about them.

pub mod api;

#[cfg(feature = "ssr")]
mod decide;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use {list::SellersPage, page::SellerPage};
