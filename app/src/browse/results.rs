//! A list of products with everything around it: filters, order, chips, cards, and the way to more.

use super::{
    chips::Chips,
    filters::{self, Filters},
    more::LoadMore,
    nothing::Nothing,
    place::Place,
    sort::AtOnce,
};
use crate::ui::{
    button::{self, Kind, Size},
    card::ProductCard,
    icon::Icon,
};
use contracts::{
    money::indian,
    search::{Listing, Search, Sort},
};
use leptos::prelude::*;

/// Cards whose pictures are loaded at once: those that are in view when the page opens.
const IN_VIEW: usize = 4;

#[component]
pub fn Results(place: Place, listing: Listing) -> impl IntoView {
    let aside = filters::any(&listing.facets) || listing.search.filtered();
    view! {
        <div class="mt-6 grid grid-cols-1 gap-x-10 lg:mt-8 lg:grid-cols-[15.5rem_1fr] xl:gap-x-12">
            {if aside {
                view! { <Filters place=place.clone() listing=listing.clone() /> }.into_any()
            } else {
                view! { <div></div> }.into_any()
            }}
            <div class="min-w-0">
                <Bar place=place.clone() listing=listing.clone() aside />
                <Chips place=place.clone() search=listing.search.clone() facets=listing.facets.clone() />
                {if listing.items.is_empty() {
                    view! { <Nothing place listing /> }.into_any()
                } else {
                    view! { <Cards place listing /> }.into_any()
                }}
            </div>
        </div>
        <AtOnce />
    }
}

/// Count, filter button, order.
#[component]
fn Bar(place: Place, listing: Listing, aside: bool) -> impl IntoView {
    let set = filters::count(&place, &listing.search);
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
            <p data-testid="total" class="text-[0.9375rem] max-lg:order-3 max-lg:w-full max-lg:text-sm">
                <strong class="font-bold tabular-nums">{counted(listing.total, listing.has_more())}</strong>
                <span class="text-muted">{if listing.total == 1 { " product" } else { " products" }}</span>
            </p>
            {aside
                .then(|| {
                    view! {
                        <button type="button" popovertarget="filters" class=format!("lg:hidden {}", button::classes(Kind::Secondary, Size::Medium))>
                            <Icon name="sliders-horizontal" class="size-[1.125rem]" />
                            "Filter"
                            {(set > 0)
                                .then(|| {
                                    view! {
                                        <span class="grid size-5 place-items-center rounded-full bg-brand text-[0.6875rem] font-bold text-on-brand">
                                            {set}
                                            <span class="sr-only">" set"</span>
                                        </span>
                                    }
                                })}
                        </button>
                    }
                })}
            {(!listing.items.is_empty()).then(|| view! { <Order place search=listing.search /> })}
        </div>
    }
}

#[component]
fn Order(place: Place, search: Search) -> impl IntoView {
    let best = if search.q.is_empty() { "Featured" } else { "Relevance" };
    // Nobody has rated anything yet, so there is nothing to sort by; the choice stays in view where it was made.
    let offered = Sort::ALL.into_iter().filter(|sort| *sort != Sort::Rating || search.sort == Sort::Rating);
    view! {
        <form action=place.path(&search) class="flex items-center gap-2">
            {place
                .carried_by_sort(&search)
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            <label for="sort" class="text-sm whitespace-nowrap text-muted max-sm:sr-only">"Sort by"</label>
            <div class="relative">
                <select
                    id="sort"
                    name="sort"
                    data-at-once
                    class="h-11 appearance-none rounded-pill border border-edge/70 bg-surface pr-10 pl-4 text-sm font-semibold hover:border-brand"
                >
                    {offered
                        .map(|sort| {
                            let label = match sort {
                                Sort::Best => best,
                                Sort::Newest => "Newest",
                                Sort::PriceUp => "Price, low to high",
                                Sort::PriceDown => "Price, high to low",
                                Sort::Rating => "Top rated",
                            };
                            view! { <option value=sort.as_str() selected=sort == search.sort>{label}</option> }
                        })
                        .collect_view()}
                </select>
                <Icon name="chevron-down" class="pointer-events-none absolute top-1/2 right-3.5 size-4 -translate-y-1/2 text-muted" />
            </div>
            <button type="submit" class=format!("unscripted {}", button::classes(Kind::Tint, Size::Medium))>"Sort"</button>
        </form>
    }
}

#[component]
fn Cards(place: Place, listing: Listing) -> impl IntoView {
    let (shown, more) = (listing.items.len(), listing.has_more());
    view! {
        <h2 class="sr-only">"Products"</h2>
        <ul id="results" class="mt-5 grid grid-cols-2 gap-3 sm:gap-5 md:grid-cols-3 min-[90rem]:grid-cols-4">
            {listing
                .items
                .iter()
                .enumerate()
                .map(|(index, card)| view! { <li><ProductCard card=card.clone() first=index < IN_VIEW /></li> })
                .collect_view()}
        </ul>
        <More place search=listing.search next=listing.next total=listing.total more shown />
    }
}

/// The way to the rest of the list, and on later pages the way back.
#[component]
fn More(place: Place, search: Search, next: Option<String>, total: u64, more: bool, shown: usize) -> impl IntoView {
    let later = search.after.is_some();
    let next = next.map(|after| place.href(&Search { after: Some(after), ..search.clone() }));
    let start = place.href(&Search { after: None, ..search });
    let words = counted(total, more);
    view! {
        <div class="mt-10 flex flex-col items-center gap-4 text-center">
            {match (next, later) {
                (Some(href), false) => view! { <LoadMore href shown total total_words=words /> }.into_any(),
                // Which part of the list a later page is, only its cursor knows.
                (next, true) => {
                    view! {
                        <p class="text-sm text-muted"><span class="tabular-nums">{words}</span>" products in all"</p>
                        <div class="flex flex-wrap justify-center gap-3">
                            <a href=start class=button::classes(Kind::Ghost, Size::Large)>"Back to the start"</a>
                            {next.map(|href| view! { <a href=href rel="next" class=button::classes(Kind::Secondary, Size::Large)>"Next page"</a> })}
                        </div>
                    }
                        .into_any()
                }
                (None, false) => view! {
                    <p class="text-sm text-muted">
                        <span class="tabular-nums">{words}</span>
                        {if total == 1 { " product" } else { " products" }}
                    </p>
                }
                .into_any(),
            }}
        </div>
    }
}

/// A count, and whether there may be more.
pub fn counted(count: u64, more: bool) -> String {
    format!("{}{}", indian(count), if more { "+" } else { "" })
}
