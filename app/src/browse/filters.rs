//! The filters: one plain form. From `lg` it stands beside the list; below that it is a sheet that the browser opens.

use super::{chips::cleared, place::Place, results::counted};
use crate::ui::{
    button::{self, Kind, Size},
    colour,
    icon::Icon,
};
use contracts::search::{FacetValue, Facets, Listing, OptionFacet, PriceFacet, Search};
use leptos::prelude::*;

/// Values of a facet that are in view at once; the rest opens on demand.
const SHOWN: usize = 6;

/// The same for options, whose values are short.
const SHOWN_OPTIONS: usize = 10;

#[component]
pub fn Filters(place: Place, listing: Listing) -> impl IntoView {
    let more = listing.has_more();
    let Listing { search, facets, total, .. } = listing;
    let show = format!("Show {} {}", counted(total, more), if total == 1 { "product" } else { "products" });
    let clear = place.href(&cleared(&place, &search));
    let sellers = if place == Place::Market { facets.sellers } else { Vec::new() };
    view! {
        <aside
            id="filters"
            popover
            aria-label="Filters"
            class="sheet fixed inset-x-0 top-auto bottom-0 m-0 max-h-[92dvh] w-full max-w-none flex-col rounded-t-[1.5rem] bg-surface text-ink open:flex lg:static lg:block lg:max-h-none lg:overflow-visible lg:rounded-none lg:bg-transparent"
        >
            <div class="flex items-center justify-between border-b border-line py-3 pr-3 pl-5 lg:hidden">
                <h2 class="text-lg font-bold">"Filters"</h2>
                <button
                    type="button"
                    popovertarget="filters"
                    popovertargetaction="hide"
                    class=button::classes(Kind::Ghost, Size::Round)
                    aria-label="Close"
                >
                    <Icon name="x" />
                </button>
            </div>
            <form action=place.path(&search) class="flex min-h-0 flex-1 flex-col lg:block lg:border-t lg:border-line">
                {place
                    .carried_by_filters(&search)
                    .into_iter()
                    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                    .collect_view()}
                <div class="flex-1 overflow-y-auto overscroll-contain px-5 lg:overflow-visible lg:px-0">
                    <Ticks title="Category" name="category".to_owned() values=facets.categories />
                    {facets.price.map(|price| view! { <PriceRange price search=search.clone() /> })}
                    <Ticks title="Seller" name="seller".to_owned() values=sellers />
                    {facets.options.into_iter().map(|facet| view! { <OptionValues facet /> }).collect_view()}
                    <label class="flex min-h-14 items-center gap-3 text-[0.9375rem] font-semibold">
                        <input type="checkbox" name="in_stock" value="1" checked=search.in_stock class="size-[1.125rem] shrink-0 accent-brand" />
                        <span class="flex-1">"In stock only"</span>
                        <span class="text-sm font-normal text-muted tabular-nums">{counted(facets.in_stock, facets.part)}</span>
                    </label>
                </div>
                <div class="grid grid-cols-[auto_1fr] gap-3 border-t border-line px-5 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] lg:hidden">
                    <a href=clear class=button::classes(Kind::Ghost, Size::Medium)>"Clear all"</a>
                    <button type="submit" class=button::classes(Kind::Primary, Size::Medium)>{show}</button>
                </div>
                <button type="submit" data-testid="apply" class=format!("mt-1 w-full max-lg:hidden {}", button::classes(Kind::Secondary, Size::Medium))>
                    "Apply"
                </button>
            </form>
        </aside>
    }
}

/// A part of the form that folds away.
#[component]
fn Fold(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <details class="group border-b border-line py-4" open>
            <summary class="flex min-h-8 list-none items-center justify-between text-[0.9375rem] font-bold">
                {title}
                <Icon name="chevron-down" class="size-4 text-muted transition-transform group-open:rotate-180" />
            </summary>
            <div class="pt-2 pb-1">{children()}</div>
        </details>
    }
}

/// Values of which any may hold.
#[component]
fn Ticks(title: &'static str, name: String, values: Vec<FacetValue>) -> impl IntoView {
    if values.is_empty() {
        return ().into_any();
    }
    let (first, rest) = split(values, SHOWN);
    let (more, many) = (rest.len(), first.len() + rest.len());
    let name_of_rest = name.clone();
    view! {
        <Fold title>
            <ul>{first.into_iter().map(|value| view! { <Tick name=name.clone() value /> }).collect_view()}</ul>
            {(more > 0)
                .then(|| {
                    view! {
                        <ShowAll many><ul>{rest.into_iter().map(|value| view! { <Tick name=name_of_rest.clone() value /> }).collect_view()}</ul></ShowAll>
                    }
                })}
        </Fold>
    }
    .into_any()
}

/// What does not fit, behind a word.
#[component]
fn ShowAll(many: usize, children: Children) -> impl IntoView {
    view! {
        <details>
            <summary class=format!("inline-flex min-h-10 list-none items-center text-sm {}", button::LINK)>{format!("Show all {many}")}</summary>
            {children()}
        </details>
    }
}

#[component]
fn Tick(name: String, value: FacetValue) -> impl IntoView {
    let idle = idle(&value);
    view! {
        <li>
            <label class=format!("flex min-h-10 items-center gap-3 text-[0.9375rem] {}", if idle { "text-muted" } else { "" })>
                <input
                    type="checkbox"
                    name=name
                    value=value.value
                    checked=value.selected
                    disabled=idle
                    class="size-[1.125rem] shrink-0 accent-brand"
                />
                <span class="min-w-0 flex-1 truncate">{value.label}</span>
                <span class="text-sm text-muted tabular-nums">{counted(value.count, value.more)}</span>
            </label>
        </li>
    }
}

/// Lowest and highest price, under a picture of how prices spread.
#[component]
fn PriceRange(price: PriceFacet, search: Search) -> impl IntoView {
    let symbol = price.lowest.currency.symbol();
    let say = |minor: Option<i64>| {
        minor.map(|minor| {
            if minor % 100 == 0 { (minor / 100).to_string() } else { format!("{}.{:02}", minor / 100, minor % 100) }
        })
    };
    view! {
        <Fold title="Price">
            <Histogram price=price.clone() min=search.min max=search.max />
            <div class="mt-3 grid grid-cols-2 gap-3">
                <Bound id="min" label="From" symbol value=say(search.min) />
                <Bound id="max" label="To" symbol value=say(search.max) />
            </div>
            <p class="mt-2 text-sm text-muted">{format!("Lowest {}, highest {}", price.lowest, price.highest)}</p>
        </Fold>
    }
}

#[component]
fn Bound(id: &'static str, label: &'static str, symbol: &'static str, value: Option<String>) -> impl IntoView {
    view! {
        <div>
            <label for=id class="mb-1 block text-sm text-muted">{label}</label>
            <div class="relative">
                <span class="absolute top-1/2 left-3 -translate-y-1/2 text-muted" aria-hidden="true">{symbol}</span>
                <input
                    id=id
                    name=id
                    inputmode="decimal"
                    autocomplete="off"
                    maxlength="15"
                    value=value
                    class=format!("h-11 pr-3 pl-7 text-[0.9375rem] tabular-nums {}", crate::ui::field::INPUT)
                />
            </div>
        </div>
    }
}

#[component]
fn Histogram(price: PriceFacet, min: Option<i64>, max: Option<i64>) -> impl IntoView {
    let bars = bars(&price, min, max);
    if bars.len() < 2 {
        return ().into_any();
    }
    let width = bars.len() * 10;
    view! {
        <svg viewBox=format!("0 0 {width} 56") preserveAspectRatio="none" class="h-14 w-full" aria-hidden="true">
            {bars
                .into_iter()
                .enumerate()
                .map(|(index, (height, wanted))| {
                    view! {
                        <rect
                            x=(index * 10 + 1).to_string()
                            y=(56 - height).to_string()
                            width="8"
                            height=height.to_string()
                            rx="1.5"
                            class=if wanted { "fill-brand" } else { "fill-line" }
                        />
                    }
                })
                .collect_view()}
        </svg>
    }
    .into_any()
}

/// Height of each bar, 0 to 56, and whether it lies in the wanted range.
fn bars(price: &PriceFacet, min: Option<i64>, max: Option<i64>) -> Vec<(u64, bool)> {
    let most = price.histogram.iter().max().copied().unwrap_or(0).max(1);
    let steps = price.histogram.len().max(1) as i128;
    let (lowest, span) =
        (i128::from(price.lowest.minor), i128::from(price.highest.minor) - i128::from(price.lowest.minor));
    let edge = |step: usize| lowest + span * step as i128 / steps;
    let bar = |(index, &count): (usize, &u64)| {
        let wanted = min.is_none_or(|min| edge(index + 1) >= i128::from(min))
            && max.is_none_or(|max| edge(index) <= i128::from(max));
        // A step with a single product must not vanish.
        let height = if count == 0 { 0 } else { (u128::from(count) * 56 / u128::from(most)).max(2) as u64 };
        (height, wanted)
    };
    price.histogram.iter().enumerate().map(bar).collect()
}

/// An option: swatches where its values are colours, pills otherwise.
#[component]
fn OptionValues(facet: OptionFacet) -> impl IntoView {
    if facet.values.is_empty() {
        return ().into_any();
    }
    let name = format!("o.{}", facet.name);
    let swatches =
        facet.values.iter().filter(|value| colour::hex(&value.value).is_some()).count() * 2 > facet.values.len();
    let list = if swatches { "grid grid-cols-2 gap-x-3" } else { "flex flex-wrap gap-1.5" };
    let one = move |value: FacetValue| {
        let name = name.clone();
        if swatches { view! { <Swatch name value /> }.into_any() } else { view! { <Pill name value /> }.into_any() }
    };
    let many = facet.values.len();
    let (first, rest) = split(facet.values, SHOWN_OPTIONS);
    view! {
        <Fold title=facet.name>
            <ul class=list>{first.into_iter().map(one.clone()).collect_view()}</ul>
            {(!rest.is_empty())
                .then(|| {
                    view! {
                        <ShowAll many><ul class=list>{rest.into_iter().map(one).collect_view()}</ul></ShowAll>
                    }
                })}
        </Fold>
    }
    .into_any()
}

#[component]
fn Swatch(name: String, value: FacetValue) -> impl IntoView {
    let idle = idle(&value);
    view! {
        <li>
            <label class=format!("flex min-h-10 items-center gap-2.5 text-[0.9375rem] {}", if idle { "text-muted" } else { "" })>
                <input type="checkbox" name=name value=value.value.clone() checked=value.selected disabled=idle class="peer sr-only" />
                <svg
                    viewBox="0 0 24 24"
                    aria-hidden="true"
                    class="size-6 shrink-0 rounded-full peer-checked:outline-2 peer-checked:outline-offset-2 peer-checked:outline-brand peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-brand"
                >
                    <circle cx="12" cy="12" r="12" fill=colour::hex(&value.value).unwrap_or("none") />
                    <circle cx="12" cy="12" r="11.5" fill="none" class="stroke-ink/25" />
                </svg>
                <span class="min-w-0 flex-1 truncate peer-checked:font-semibold">{value.label}</span>
                <span class="text-sm text-muted tabular-nums">{counted(value.count, value.more)}</span>
            </label>
        </li>
    }
}

#[component]
fn Pill(name: String, value: FacetValue) -> impl IntoView {
    let idle = idle(&value);
    let word = if value.count == 1 && !value.more { "product" } else { "products" };
    let found = format!(", {} {word}", counted(value.count, value.more));
    view! {
        <li>
            <label class="relative">
                <input type="checkbox" name=name value=value.value checked=value.selected disabled=idle class="peer sr-only" />
                <span class="grid h-10 min-w-10 place-items-center rounded-pill border border-edge/70 px-3 text-sm font-semibold transition-colors peer-checked:border-brand peer-checked:bg-brand peer-checked:text-on-brand peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-brand peer-disabled:border-line peer-disabled:text-muted peer-disabled:line-through hover:border-brand">
                    {value.label}
                </span>
                <span class="sr-only">{found}</span>
            </label>
        </li>
    }
}

/// Chooses nothing that could be found; it stays in view, so that nobody wonders where it went.
fn idle(value: &FacetValue) -> bool {
    value.count == 0 && !value.selected && !value.more
}

/// The values in view, and those behind "show all". What is ticked is always in view; what would find nothing comes last.
fn split(mut values: Vec<FacetValue>, shown: usize) -> (Vec<FacetValue>, Vec<FacetValue>) {
    values.sort_by_key(idle);
    // One more line costs less than a fold with a single value in it.
    if values.len() <= shown + 1 {
        return (values, Vec::new());
    }
    let mut index = 0;
    values.into_iter().partition(|value| {
        index += 1;
        index <= shown || value.selected
    })
}

/// How many filters are set, for the sheet's button.
pub fn count(place: &Place, search: &Search) -> usize {
    let sellers = if *place == Place::Market { search.sellers.len() } else { 0 };
    let options: usize = search.options.values().map(Vec::len).sum();
    search.categories.len()
        + sellers
        + options
        + usize::from(search.min.is_some() || search.max.is_some())
        + usize::from(search.rating.is_some())
        + usize::from(search.in_stock)
}

/// Whether there is anything to filter by.
pub fn any(facets: &Facets) -> bool {
    !facets.categories.is_empty() || facets.price.is_some() || !facets.options.is_empty() || !facets.sellers.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{bars, split};
    use contracts::{
        Currency, Money,
        search::{FacetValue, PriceFacet},
    };

    #[test]
    fn what_is_ticked_is_never_folded_away_and_what_finds_nothing_comes_last() {
        let value = |name: &str, count, selected| FacetValue {
            value: name.to_owned(),
            label: name.to_owned(),
            count,
            more: false,
            selected,
        };
        let values = vec![
            value("a", 0, false),
            value("b", 3, false),
            value("c", 2, false),
            value("d", 1, false),
            value("e", 1, true),
        ];

        let (first, rest) = split(values, 2);

        let names = |values: Vec<FacetValue>| values.into_iter().map(|value| value.value).collect::<String>();
        assert_eq!((names(first), names(rest)), ("bce".to_owned(), "da".to_owned()));
    }

    #[test]
    fn bars_show_every_price_and_mark_the_wanted_ones() {
        let inr = |minor| Money::new(minor, Currency::Inr);
        let price = PriceFacet { lowest: inr(0), highest: inr(40_000), histogram: vec![1, 0, 100, 50] };

        assert_eq!(bars(&price, Some(15_000), Some(25_000)), [(2, false), (0, true), (56, true), (28, false)]);
        assert_eq!(bars(&price, None, None).iter().filter(|(_, wanted)| *wanted).count(), 4);
    }

    #[test]
    fn a_list_of_one_price_has_no_spread() {
        let one = Money::new(i64::MAX, Currency::Inr);
        let price = PriceFacet { lowest: one, highest: one, histogram: vec![u64::MAX] };

        assert_eq!(bars(&price, Some(1), None), [(56, true)]);
    }
}
