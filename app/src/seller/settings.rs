//! How the shop presents itself, who works for it, about what it gets mail.

pub mod api;
pub mod form;

#[cfg(feature = "ssr")]
mod mail;
#[cfg(feature = "ssr")]
mod members;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod profile;
#[cfg(feature = "ssr")]
mod trader;

#[cfg(feature = "ssr")]
pub use page::SettingsPage;
