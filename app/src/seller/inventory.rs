//! What the shop has, and how it is counted.

pub mod api;

#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod list;

#[cfg(feature = "ssr")]
pub use {history::HistoryPage, list::InventoryPage};

#[cfg(feature = "ssr")]
use contracts::stock::AdjustReason;

/// Reasons to choose from: value and words.
#[cfg(feature = "ssr")]
fn reasons() -> Vec<(String, String)> {
    let words = |reason| match reason {
        AdjustReason::Corrected => "Stock count",
        AdjustReason::Received => "Received",
        AdjustReason::Damaged => "Damaged or lost",
        AdjustReason::Returned => "Returned",
    };
    AdjustReason::ALL.map(|reason| (reason.as_str().to_owned(), words(reason).to_owned())).to_vec()
}
