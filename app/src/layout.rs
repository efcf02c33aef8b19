//! The frame around every page, and the pages that say what went wrong.

pub mod badge;

#[cfg(feature = "ssr")]
mod failure;
#[cfg(feature = "ssr")]
mod footer;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod header;
#[cfg(feature = "ssr")]
mod search;

#[cfg(feature = "ssr")]
pub use failure::{Failure, NotFound};
#[cfg(feature = "ssr")]
pub use frame::{CheckoutFrame, Page};
