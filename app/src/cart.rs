//! The cart: what is in it, what stands in the way, and what it comes to.

pub mod api;
pub mod live;

#[cfg(feature = "ssr")]
mod line;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod quantity;
#[cfg(feature = "ssr")]
mod summary;

#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub use {
    line::snag_text,
    page::CartPage,
    words::{plural, price_or_free, units},
};
