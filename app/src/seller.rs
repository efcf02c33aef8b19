//! The seller's room, page by page.

pub mod apply;
pub mod import;
pub mod inventory;
#[cfg(feature = "ssr")]
pub mod money;
pub mod notices;
pub mod orders;
pub mod products;
pub mod settings;

#[cfg(feature = "ssr")]
mod home;

#[cfg(feature = "ssr")]
pub use home::{HomePage, now};
