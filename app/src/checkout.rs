//! From the cart to a paid order: address and delivery, then the payment.

pub mod api;
pub mod form;
pub mod waiting;

#[cfg(feature = "ssr")]
mod address;
#[cfg(feature = "ssr")]
mod card;
#[cfg(feature = "ssr")]
mod delivery;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod paid;
#[cfg(feature = "ssr")]
mod pay;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod summary;

#[cfg(feature = "ssr")]
pub use {page::CheckoutPage, pay::PayPage};
