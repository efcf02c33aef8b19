//! The first page, and the few pages that say how the market works.

pub mod turn;

#[cfg(feature = "ssr")]
mod hero;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub use {
    page::HomePage,
    words::{DeliveryPage, HelpPage, PrivacyPage, TermsPage},
};
