//! The kit of the two rooms behind the shop: the seller's and the admin's.
//!
//! A page is `in_shop(|visit, member| async { … })` or `in_market(|visit, admin| async { … })`: these open the door, or
//! show why it stays shut (log-in, no shop yet, not found), and turn a problem into its page. What they return is a
//! [`SellerRoom`] or an [`AdminRoom`] around the parts:
//!
//! - [`panel`]: `Panel`, `Columns` (work and context), `Away` (a part that did not answer), `Fact` (name and value).
//! - [`table`]: `Table`, `Row`, `Cell`; on phones a row is a card by grid, with the roles of a table kept.
//! - [`pager`], [`tabs`] (`Tabs`, `Segments`), [`filter`] (`FilterBar`, `Choice`): lists whose state is the address, which
//!   [`address::with`] makes.
//! - [`status`]: `Status` with a `Mark`: icon, word and tone of an order, a payment, a shop, a product.
//! - [`stat`] (`Stats`, `Stat`, `Trend`), [`chart`] (`Chart`, with its table), [`bars`] (`Bars`).
//! - [`period`]: the days that a report is about, from the query string, and their sums.
//! - [`field`] (`Field` with prefix and suffix, `Area`, `Select`, `RowInput`), [`bar`] (`SaveBar`, `BulkBar`, `Pick`),
//!   [`empty`], and the denser [`button`]s of a room. [`once`]: what a form must do once. Checkbox and error summary are those of `ui/field.rs`.
//! - [`live`]: what follows the shop while a page is open (`Now`), and `News` about it; [`upload`]: `Files` on their way.
//!
//! Routes: `routes.rs` nests each room in a component of its own, `SellerRoutes` and `AdminRoutes`, because the type of a
//! `Routes` grows with every route in it. A page of a room gets its line there.

pub mod address;
pub mod bar;
pub mod bars;
pub mod button;
pub mod chart;
pub mod empty;
pub mod field;
pub mod filter;
pub mod live;
pub mod once;
pub mod pager;
pub mod panel;
pub mod period;
pub mod stat;
pub mod status;
pub mod table;
pub mod tabs;
pub mod upload;

mod admin;
mod door;
mod frame;
mod seller;

pub use admin::{AdminRoom, Office, news};
pub use door::{in_market, in_shop, to_shop};
pub use seller::{Desk, SellerRoom, new_notices, notices};
