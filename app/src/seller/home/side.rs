//! Beside the work: what the market owes, and what runs out.

use crate::{
    room::panel::{Away, Fact, Panel},
    seller::money::percent,
    ui::picture::Square,
};
use contracts::{Page, payments::Balance, stock::OnShelf};
use leptos::prelude::*;

/// How many offers the home page shows.
const SHOWN: usize = 6;

/// The balance.
#[component]
pub fn Owed(balance: Option<Balance>) -> impl IntoView {
    let inside = match balance {
        None => view! { <Away what="The balance" /> }.into_any(),
        Some(balance) => {
            let commission = percent(balance.commission_bp);
            view! {
                <p class="text-2xl leading-8 font-bold tracking-[-0.01em] tabular-nums">{balance.owed.to_string()}</p>
                <p class="text-tool text-muted">"owed to you, after commission"</p>
                <dl class="mt-4 grid gap-2.5 border-t border-line pt-4"><Fact name="Commission of new sales" value=commission /></dl>
            }
            .into_any()
        }
    };
    view! { <Panel title="Balance" link="Money" href="/seller/money">{inside}</Panel> }.into_any()
}

/// What is sold out, then what soon will be.
#[component]
pub fn LowStock(low: Option<Page<OnShelf>>, out: Option<Page<OnShelf>>) -> impl IntoView {
    let inside = match (out, low) {
        (Some(out), Some(low)) => {
            let few: Vec<OnShelf> = out.items.into_iter().chain(low.items).take(SHOWN).collect();
            if few.is_empty() {
                view! { <p class="px-4 pb-4 text-tool text-muted sm:px-5">"Everything is well stocked."</p> }.into_any()
            } else {
                view! { <ul class="divide-y divide-line border-t border-line">{few.into_iter().map(|offer| view! { <Few offer /> }).collect_view()}</ul> }
                    .into_any()
            }
        }
        _ => view! { <div class="px-4 pb-4 sm:px-5"><Away what="Stock" /></div> }.into_any(),
    };
    view! { <Panel title="Low stock" link="Inventory" href="/seller/inventory?show=low" flush=true>{inside}</Panel> }
        .into_any()
}

#[component]
fn Few(offer: OnShelf) -> impl IntoView {
    let (ink, left) = match offer.available() {
        0 => ("text-danger", "None left".to_owned()),
        left => ("text-warning", format!("{left} left")),
    };
    let name = if offer.variant.is_empty() { offer.title } else { format!("{}, {}", offer.title, offer.variant) };
    view! {
        <li class="flex items-center gap-3 px-4 py-2.5 sm:px-5">
            <span class="size-9 shrink-0 overflow-hidden rounded-tool"><Square src=offer.picture /></span>
            <span class="min-w-0 flex-1">
                <a href=format!("/seller/inventory/{}", offer.offer) class="block truncate py-0.5 text-tool font-semibold hover:underline">{name}</a>
                <span class="block truncate text-xs text-muted">{offer.sku}</span>
            </span>
            <span class="text-right text-tool whitespace-nowrap tabular-nums">
                <span class=format!("font-bold {ink}")>{left}</span>
                <span class="block text-xs text-muted">{format!("warn at {}", offer.low_at)}</span>
            </span>
        </li>
    }
    .into_any()
}
