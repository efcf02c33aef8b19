//! Every filter that is set, as a link that lets it go.

use super::place::Place;
use crate::ui::{button, icon::Icon};
use contracts::{
    Currency, Money,
    search::{FacetValue, Facets, Search},
};
use leptos::prelude::*;

#[component]
pub fn Chips(place: Place, search: Search, facets: Facets) -> impl IntoView {
    let chips = chips(&place, &search, &facets);
    if chips.is_empty() {
        return ().into_any();
    }
    view! {
        <ul class="no-bar -mx-4 mt-3 flex gap-2 overflow-x-auto px-4 sm:mx-0 sm:flex-wrap sm:px-0 lg:mt-4" aria-label="Active filters">
            {chips
                .into_iter()
                .map(|(label, without)| {
                    view! {
                        <li class="shrink-0">
                            <a
                                href=place.href(&without)
                                data-testid="chip"
                                aria-label=format!("Remove filter {label}")
                                class="inline-flex h-10 items-center gap-1.5 rounded-pill bg-tint pr-2.5 pl-3.5 text-sm font-semibold hover:bg-olive-200 dark:hover:bg-olive-800"
                            >
                                {label.clone()}
                                <Icon name="x" class="size-4 text-muted" />
                            </a>
                        </li>
                    }
                })
                .collect_view()}
            <li class="shrink-0">
                <a href=place.href(&cleared(&place, &search)) class=format!("flex h-10 items-center px-2 text-sm {}", button::LINK)>"Clear all"</a>
            </li>
        </ul>
    }
    .into_any()
}

/// The search without any filter; query, category and order stay.
pub fn cleared(place: &Place, search: &Search) -> Search {
    let sellers = if *place == Place::Market { Vec::new() } else { search.sellers.clone() };
    Search { q: search.q.clone(), within: search.within.clone(), sellers, sort: search.sort, ..Search::default() }
}

/// Label of each filter, and the search without it.
fn chips(place: &Place, search: &Search, facets: &Facets) -> Vec<(String, Search)> {
    let first_page = Search { after: None, ..search.clone() };
    let mut chips = Vec::new();
    for slug in &search.categories {
        let rest = Search { categories: without(&search.categories, slug), ..first_page.clone() };
        chips.push((label(&facets.categories, slug), rest));
    }
    if search.min.is_some() || search.max.is_some() {
        let currency = facets.price.as_ref().map_or(Currency::Inr, |price| price.lowest.currency);
        chips.push((
            price_label(search.min, search.max, currency),
            Search { min: None, max: None, ..first_page.clone() },
        ));
    }
    if let Some(stars) = search.rating {
        chips.push((format!("{stars} stars and up"), Search { rating: None, ..first_page.clone() }));
    }
    if *place == Place::Market {
        for slug in &search.sellers {
            let rest = Search { sellers: without(&search.sellers, slug), ..first_page.clone() };
            chips.push((label(&facets.sellers, slug), rest));
        }
    }
    for (name, values) in &search.options {
        for value in values {
            let mut rest = first_page.clone();
            let left = without(values, value);
            if left.is_empty() {
                rest.options.remove(name);
            } else {
                rest.options.insert(name.clone(), left);
            }
            chips.push((format!("{name}: {value}"), rest));
        }
    }
    if search.in_stock {
        chips.push(("In stock".to_owned(), Search { in_stock: false, ..first_page }));
    }
    chips
}

fn without(values: &[String], value: &str) -> Vec<String> {
    values.iter().filter(|other| *other != value).cloned().collect()
}

fn label(values: &[FacetValue], value: &str) -> String {
    values.iter().find(|facet| facet.value == value).map_or(value, |facet| &facet.label).to_owned()
}

fn price_label(min: Option<i64>, max: Option<i64>, currency: Currency) -> String {
    let say = |minor| Money::new(minor, currency);
    match (min, max) {
        (Some(min), Some(max)) => format!("{} to {}", say(min), say(max)),
        (Some(min), None) => format!("From {}", say(min)),
        (None, Some(max)) => format!("Up to {}", say(max)),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{chips, cleared};
    use crate::browse::place::Place;
    use contracts::search::{Facets, Search};

    #[test]
    fn each_chip_lets_one_value_go_and_starts_over_at_the_first_page() {
        let search = Search::parse("q=lamp&min=400&max=5000&o.Colour=Teak&o.Colour=Moss&in_stock=1&after=x");

        let found: Vec<(String, String)> = chips(&Place::Market, &search, &Facets::default())
            .into_iter()
            .map(|(label, rest)| (label, rest.query()))
            .collect();

        let expected = [
            ("₹400 to ₹5,000", "q=lamp&in_stock=1&o.Colour=Teak&o.Colour=Moss"),
            ("Colour: Teak", "q=lamp&min=400&max=5000&in_stock=1&o.Colour=Moss"),
            ("Colour: Moss", "q=lamp&min=400&max=5000&in_stock=1&o.Colour=Teak"),
            ("In stock", "q=lamp&min=400&max=5000&o.Colour=Teak&o.Colour=Moss"),
        ];
        assert_eq!(found, expected.map(|(label, query)| (label.to_owned(), query.to_owned())));
    }

    #[test]
    fn a_shop_is_no_filter_of_its_own_list() {
        let mut search = Search::parse("min=400");
        search.sellers = vec!["hara-bagh".to_owned()];
        let shop = Place::Shop("hara-bagh".to_owned());

        assert_eq!(chips(&shop, &search, &Facets::default()).len(), 1);
        assert_eq!(cleared(&shop, &search).sellers, ["hara-bagh"]);
    }
}
