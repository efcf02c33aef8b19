//! In whose name one acts: which shop a member works for, and as whom an admin looks at the shop.

pub mod api;

#[cfg(feature = "ssr")]
mod banner;

#[cfg(feature = "ssr")]
pub use banner::ViewingBanner;
