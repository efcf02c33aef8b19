//! Accounts: logging in, the address book, passwords.

pub mod api;
pub mod form;

#[cfg(feature = "ssr")]
mod addresses;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod log_in;
#[cfg(feature = "ssr")]
mod overview;
#[cfg(feature = "ssr")]
pub mod postal;
#[cfg(feature = "ssr")]
mod register;
#[cfg(feature = "ssr")]
mod security;

#[cfg(feature = "ssr")]
pub use {
    addresses::AddressesPage,
    frame::{log_in_first, with_next},
    log_in::LogInPage,
    overview::AccountPage,
    register::RegisterPage,
    security::SecurityPage,
};
