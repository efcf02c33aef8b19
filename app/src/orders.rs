//! Orders: what was bought, where it is, what can still be changed.

pub mod api;
pub mod print;

#[cfg(feature = "ssr")]
pub mod held;
#[cfg(feature = "ssr")]
pub mod invoice;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod parcel;
#[cfg(feature = "ssr")]
pub mod quantities;
#[cfg(feature = "ssr")]
mod returns;
#[cfg(feature = "ssr")]
mod state;
#[cfg(feature = "ssr")]
mod timeline;
#[cfg(feature = "ssr")]
mod top;
#[cfg(feature = "ssr")]
mod totals;
#[cfg(feature = "ssr")]
pub mod track;

#[cfg(feature = "ssr")]
pub use {
    invoice::InvoicePage,
    list::{OrderRow, OrdersPage},
    page::OrderPage,
    parcel::gone,
};
