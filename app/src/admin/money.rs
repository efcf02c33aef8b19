//! `/admin/money`: what the market keeps of the price of goods.

pub mod api;

#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod policies;

#[cfg(feature = "ssr")]
pub use page::CommissionsPage;
