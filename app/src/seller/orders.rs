//! What the shop has sold: to be packed, sent, and sometimes taken back.

pub mod api;

#[cfg(feature = "ssr")]
pub mod cancel;
#[cfg(feature = "ssr")]
mod counts;
#[cfg(feature = "ssr")]
mod customer;
#[cfg(feature = "ssr")]
mod due;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod items;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod parcels;
#[cfg(feature = "ssr")]
pub mod returns;
#[cfg(feature = "ssr")]
mod ship;
#[cfg(feature = "ssr")]
mod slip;

#[cfg(feature = "ssr")]
pub use {
    counts::Counts,
    customer::Customer,
    due::{Due, age},
    history::History,
    items::Items,
    list::{SoldPage, mark, payments},
    page::{SoldOrderPage, lead, parse, standing},
    parcels::Parcels,
    slip::SlipPage,
};
