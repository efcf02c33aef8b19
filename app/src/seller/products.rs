//! What a shop sells: the list, and the editor of one product.

pub mod api;
pub mod form;

#[cfg(feature = "ssr")]
mod bulk;
#[cfg(feature = "ssr")]
mod draft;
#[cfg(feature = "ssr")]
mod editor;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod pictures;
#[cfg(feature = "ssr")]
mod variants;

#[cfg(feature = "ssr")]
pub use list::{ProductsPage, branches};
#[cfg(feature = "ssr")]
pub use page::{NewProductPage, ProductPage};
