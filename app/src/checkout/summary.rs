//! What the order comes to.

use crate::{
    cart::price_or_free,
    ui::{icon::Icon, picture::Square},
};
use contracts::{cart::Line, orders::Checkout};
use leptos::prelude::*;

/// Beside the form on wide screens.
#[component]
pub fn Summary(checkout: Checkout) -> impl IntoView {
    let total = checkout.total.to_string();
    view! {
        <aside class="hidden lg:sticky lg:top-8 lg:block" aria-label="Summary">
            <div class="rounded-card border border-line bg-surface p-6 shadow-rest">
                <Lines checkout=checkout.clone() />
                <div id="totals" aria-live="polite" class="mt-6 border-t border-line pt-5">
                    <Totals checkout />
                    <p class="mt-5 flex items-baseline justify-between border-t border-line pt-5">
                        <span class="font-bold">"Total"</span>
                        <span data-testid="checkout-total" class="text-2xl font-bold tracking-tight tabular-nums">{total}</span>
                    </p>
                </div>
            </div>
        </aside>
    }
    .into_any()
}

/// Above the form on phones, folded.
#[component]
pub fn PhoneSummary(checkout: Checkout) -> impl IntoView {
    view! {
        <details class="group border-b border-line bg-tint lg:hidden">
            <summary class="flex list-none items-center justify-between gap-3 px-4 py-4 sm:px-6">
                <span class="flex items-center gap-2 text-[0.9375rem] font-semibold">
                    "Order summary" <Icon name="chevron-down" class="size-4 transition-transform group-open:rotate-180" />
                </span>
                <span id="phone-total" class="text-lg font-bold tabular-nums">{checkout.total.to_string()}</span>
            </summary>
            <div class="space-y-5 border-t border-line px-4 pt-5 pb-6 sm:px-6">
                <Lines checkout=checkout.clone() />
                <div id="phone-totals">
                    <Totals checkout />
                </div>
            </div>
        </details>
    }
    .into_any()
}

/// Everything that is bought, seller by seller.
#[component]
pub fn Lines(checkout: Checkout) -> impl IntoView {
    let lines = checkout.parcels.into_iter().flat_map(|parcel| parcel.lines);
    view! { <ul class="space-y-4">{lines.map(|line| view! { <SmallLine line /> }).collect_view()}</ul> }
}

#[component]
fn SmallLine(line: Line) -> impl IntoView {
    view! {
        <li class="flex items-center gap-3.5">
            <span class="relative w-14 shrink-0">
                <span class="block overflow-hidden rounded-field">
                    <Square src=line.picture />
                </span>
                <span class="absolute -top-1.5 -right-1.5 grid h-5 min-w-5 place-items-center rounded-pill bg-olive-700 px-1 text-[0.6875rem] font-bold text-white ring-2 ring-surface">
                    <span class="sr-only">"Quantity "</span>
                    {line.quantity}
                </span>
            </span>
            <span class="min-w-0 flex-1 text-sm">
                <span class="line-clamp-1 font-semibold">{line.title}</span>
                {(!line.variant.is_empty()).then(|| view! { <span class="block text-muted">{line.variant}</span> })}
            </span>
            <span class="text-sm font-semibold tabular-nums">{line.total.to_string()}</span>
        </li>
    }
    .into_any()
}

#[component]
fn Totals(checkout: Checkout) -> impl IntoView {
    view! {
        <dl class="space-y-3 text-[0.9375rem]">
            <div class="flex justify-between gap-6">
                <dt class="text-muted">{format!("Products ({})", checkout.units)}</dt>
                <dd class="font-medium tabular-nums">{checkout.items_total.to_string()}</dd>
            </div>
            {checkout
                .parcels
                .into_iter()
                .filter_map(|parcel| {
                    let option = parcel.delivery.into_iter().find(|option| option.code == parcel.chosen)?;
                    Some(view! {
                        <div class="flex justify-between gap-6">
                            <dt class="min-w-0 text-muted">
                                <span class="block truncate">{parcel.seller.name}</span>
                                <span class="block text-[0.8125rem]">{option.name}</span>
                            </dt>
                            <dd class="font-medium tabular-nums">{price_or_free(option.cost)}</dd>
                        </div>
                    })
                })
                .collect_view()}
        </dl>
    }
    .into_any()
}
