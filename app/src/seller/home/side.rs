//! Beside the work: what the market owes, how the shop is liked, and what runs out.

use crate::{
    room::{
        panel::{Away, Fact, Panel},
        period::{Period, Totals},
        stat::{Change, Trend, tenths},
    },
    seller::money::percent,
    ui::picture::Square,
};
use contracts::{Page, analytics::SellerReport, catalog::Rating, money::indian, payments::Balance, stock::OnShelf};
use leptos::prelude::*;

/// How many offers the home page shows.
const SHOWN: usize = 6;

/// The balance.
#[component]
pub fn Owed(balance: Option<Balance>) -> impl IntoView {
    let inside = match balance {
        None => view! { <Away what="The balance" /> }.into_any(),
        Some(balance) => {
            let but = if balance.by_category { ", varies by category" } else { "" };
            let commission = format!("{}{but}", percent(balance.commission_bp));
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

/// How many of those who look buy.
#[component]
pub fn Conversion(report: Option<SellerReport>, period: Period) -> impl IntoView {
    let Some(SellerReport { days, before, .. }) = report else {
        return view! { <Panel title="Conversion"><Away what="The conversion" /></Panel> }.into_any();
    };
    let (now, before) = (Totals::of(&days).steps, Totals::of(&before).steps);
    let inside = match now.conversion() {
        None => view! { <p class="text-tool text-muted">"Nobody has looked at a product page in these days."</p> }
            .into_any(),
        Some(rate) => {
            let change = Change::between(rate.into(), before.conversion().unwrap_or(0).into());
            view! {
                <p class="flex flex-wrap items-baseline gap-x-2 text-2xl leading-8 font-bold tracking-[-0.01em] tabular-nums">
                    {tenths(rate.into())}
                    {change.map(|change| view! { <Trend change /> })}
                </p>
                <p class="text-tool text-muted">"orders per visit of a product page"</p>
                <dl class="mt-4 grid gap-2.5 border-t border-line pt-4">
                    <Fact name="Visits" value=indian(now.views.into()) />
                    <Fact name="Put into carts" value=indian(now.added.into()) />
                    <Fact name="Paid orders" value=indian(now.paid.into()) />
                </dl>
            }
            .into_any()
        }
    };
    view! { <Panel title="Conversion" lead=period.words()>{inside}</Panel> }.into_any()
}

/// What buyers think of its goods. `rating` is `None` when it could not be had.
#[component]
pub fn Rated(rating: Option<Option<Rating>>) -> impl IntoView {
    let inside = match rating {
        None => view! { <Away what="The rating" /> }.into_any(),
        Some(None) => {
            view! { <p class="text-tool text-muted">"Nobody has rated anything of this shop yet."</p> }.into_any()
        }
        Some(Some(rating)) => view! {
            <p class="text-2xl leading-8 font-bold tracking-[-0.01em] tabular-nums">
                {rating.stars()}<span class="text-base font-semibold text-muted">" of 5"</span>
            </p>
            <p class="text-tool text-muted">{format!("by {} ratings of what it sells", indian(rating.count.into()))}</p>
        }
        .into_any(),
    };
    view! { <Panel title="Rating">{inside}</Panel> }.into_any()
}

/// What is sold out, then what soon will be.
#[component]
pub fn LowStock(low: Option<Page<OnShelf>>, out: Option<Page<OnShelf>>) -> impl IntoView {
    let words = low.as_ref().zip(out.as_ref()).map(|(low, out)| scarce(low, out));
    let aside = view! { <p data-now="scarce" class="text-xs text-muted tabular-nums">{words.filter(|words| !words.is_empty())}</p> };
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
    view! { <Panel title="Low stock" link="Inventory" href="/seller/inventory?show=low" flush=true aside=aside.into_any()>{inside}</Panel> }
        .into_any()
}

/// How much runs out, in words: `2 sold out, 25+ low`; nothing when nothing does.
pub fn scarce(low: &Page<OnShelf>, out: &Page<OnShelf>) -> String {
    let count = |page: &Page<OnShelf>, word: &str| {
        let more = if page.next.is_some() { "+" } else { "" };
        (!page.items.is_empty()).then(|| format!("{}{more} {word}", page.items.len()))
    };
    [count(out, "sold out"), count(low, "low")].into_iter().flatten().collect::<Vec<_>>().join(", ")
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
