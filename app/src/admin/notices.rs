//! What those who look after the market should know.

pub mod api;

#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::NoticesPage;
