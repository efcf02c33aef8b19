//! What the members of a shop should know.

pub mod api;

#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use {
    api::{see, see_all},
    page::{Notices, NoticesPage, Read, mark_all, page_of},
};
