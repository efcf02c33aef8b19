//! Products of all shops: looked at after they have changed.

pub mod api;

#[cfg(feature = "ssr")]
mod decide;
#[cfg(feature = "ssr")]
mod diff;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod review;

#[cfg(feature = "ssr")]
pub use page::ModerationPage;
