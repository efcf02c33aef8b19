//! How events get on, and what nobody could handle.

pub mod api;

#[cfg(feature = "ssr")]
mod dead;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::EventsPage;
