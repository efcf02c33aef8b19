//! The storefront: pages, the islands in them, and the server functions they call.
//!
//! Pages are server components: they ask the slices through [`visit::Visit`] and return plain HTML. Only what stands
//! under `#[island]` reaches the browser as code. A feature is a folder: `api.rs` holds its server functions, the other
//! files one page or part each.

// The type of a page is as deep as its markup, and deeper than the compiler expects of a type.
#![recursion_limit = "512"]

pub mod account;
pub mod acting;
pub mod admin;
pub mod browse;
pub mod cart;
pub mod checkout;
pub mod fault;
pub mod home;
pub mod layout;
pub mod orders;
pub mod product;
pub mod seller;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod room;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod visit;
