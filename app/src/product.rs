//! One product: what it is, in which variants, and from whom.

pub mod add;

#[cfg(feature = "ssr")]
mod buy;
#[cfg(feature = "ssr")]
mod gallery;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod structured;
#[cfg(feature = "ssr")]
mod variants;

#[cfg(feature = "ssr")]
pub use page::ProductPage;
