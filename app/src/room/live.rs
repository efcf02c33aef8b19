//! What changes on a page of a room while somebody looks at it; `ui/live.rs` brings it there.

use contracts::{
    ids::OrderId,
    orders::{
        Status,
        sold::{Counts, Listing},
    },
};
use leptos::prelude::*;
use time::OffsetDateTime;

/// What the pages of a room say now.
#[derive(Clone, Debug, Default)]
pub struct Now {
    /// Names, as they stand in `data-now`, and what is to be said there. What could not be had is left out.
    pub words: Vec<(&'static str, String)>,
    /// Orders that wait to be sent, with when they were placed; the latest ones.
    pub waiting: Option<Waiting>,
}

#[derive(Clone, Debug, Default)]
pub struct Waiting {
    pub orders: Vec<(OrderId, OffsetDateTime)>,
    /// All that were looked at wait, so that older ones may, too.
    pub more: bool,
}

impl Waiting {
    /// Of the latest orders, those that wait.
    pub fn of(latest: &Listing) -> Self {
        let looked_at = &latest.orders.items;
        let waiting = looked_at.iter().filter(|order| matches!(order.status, Status::Paid | Status::Packed));
        let orders: Vec<_> = waiting.map(|order| (order.id, order.placed_at)).collect();
        Self { more: latest.orders.next.is_some() && orders.len() == looked_at.len(), orders }
    }
}

/// How many orders a tab says there are: more than [`Counts::MOST`] are not counted.
pub fn counted(count: u32) -> String {
    if count >= Counts::MOST { format!("{}+", Counts::MOST - 1) } else { count.to_string() }
}

/// Says what came in meanwhile, and leads to the page as it is now. Nothing is to be seen while there is nothing.
#[component]
pub fn News(
    /// The page on which it stands.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! {
        <div role="status">
            <a
                href=href
                data-now="news"
                data-testid="news"
                class="mb-4 block rounded-panel border border-line bg-info-soft px-4 py-2.5 text-tool font-semibold text-info hover:underline empty:hidden sm:px-5"
            ></a>
        </div>
    }
    .into_any()
}
