//! Becoming a seller: what it means, the application, and what became of it.

pub mod api;
pub mod form;

#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
pub mod fields;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::SellPage;
