//! Accounts: finding them, and what may be done about them.

pub mod api;

#[cfg(feature = "ssr")]
mod acts;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub use {list::UsersPage, page::UserPage};
