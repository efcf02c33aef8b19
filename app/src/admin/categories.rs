//! The category tree, tended by admins.

pub mod api;

#[cfg(feature = "ssr")]
mod edit;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::CategoriesPage;
