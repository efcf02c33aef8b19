//! The orders of all shops.

pub mod api;

#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod pay_back;

#[cfg(feature = "ssr")]
pub use {
    list::{AllOrdersPage, standings},
    page::AnyOrderPage,
};
