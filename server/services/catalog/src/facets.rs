//! What a list can be narrowed by, from what was counted.

use crate::{
    categories::{Place, Tree},
    store::{listing::money, survey},
};
use contracts::{
    ids::CategoryId,
    search::{FacetValue, Facets, Listing, OptionFacet, PriceFacet, Relaxed, Search},
};
use std::{cmp::Reverse, collections::HashMap};

/// Ways out of an empty list that are offered.
const MAX_RELAXED: usize = 4;

/// Sizes in the order in which they fit.
const SIZES: [&str; 10] = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL", "5XL"];

/// Counts by facet, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub total: u64,
    by_facet: HashMap<String, Vec<survey::Count>>,
    /// Options, the most frequent first.
    options: Vec<String>,
}

impl Counts {
    pub fn of(rows: Vec<survey::Count>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            if let Some(name) = row.facet.strip_prefix("option/")
                && !counts.by_facet.contains_key(&row.facet)
            {
                counts.options.push(name.to_owned());
            }
            counts.by_facet.entry(row.facet.clone()).or_default().push(row);
        }
        counts.total = counts.count("total");
        counts
    }

    /// Whether the list is too long for everything in it to be looked at.
    pub fn is_part(&self) -> bool {
        self.count("looked") > Listing::COUNT_UP_TO
    }

    fn facet(&self, facet: &str) -> &[survey::Count] {
        self.by_facet.get(facet).map(Vec::as_slice).unwrap_or_default()
    }

    fn first(&self, facet: &str) -> Option<&survey::Count> {
        self.facet(facet).first()
    }

    fn count(&self, facet: &str) -> u64 {
        self.first(facet).map_or(0, |row| row.count.cast_unsigned())
    }
}

/// Everything the list can be narrowed by. What is chosen stays, even where it finds nothing: it must be possible to
/// take it back.
pub(crate) fn facets(counts: &Counts, search: &Search, tree: &Tree, place: Option<&Place>) -> Facets {
    let mut facets = Facets {
        part: counts.is_part(),
        categories: categories(counts, search, tree, place),
        sellers: with_chosen(
            counts
                .facet("seller")
                .iter()
                .map(|row| value(&row.value, &row.label, row.count.cast_unsigned(), &search.sellers))
                .collect(),
            &search.sellers,
        ),
        ratings: ratings(counts, search),
        options: options(counts, search),
        price: price(counts),
        in_stock: counts.count("in_stock"),
    };
    if facets.part {
        let options = facets.options.iter_mut().flat_map(|option| &mut option.values);
        let values = facets.categories.iter_mut().chain(&mut facets.sellers).chain(&mut facets.ratings).chain(options);
        values.for_each(|value| value.more = true);
    }
    facets
}

fn value(value: &str, label: &str, count: u64, chosen: &[String]) -> FacetValue {
    FacetValue {
        value: value.to_owned(),
        label: label.to_owned(),
        count,
        more: false,
        selected: chosen.iter().any(|chosen| chosen == value),
    }
}

/// Adds what is chosen and was not counted.
fn with_chosen(mut values: Vec<FacetValue>, chosen: &[String]) -> Vec<FacetValue> {
    for missing in chosen {
        if !values.iter().any(|value| value.value == *missing) {
            values.push(value(missing, missing, 0, chosen));
        }
    }
    values
}

/// The categories one step below the list's own, and those that are chosen.
fn categories(counts: &Counts, search: &Search, tree: &Tree, place: Option<&Place>) -> Vec<FacetValue> {
    let mut totals: HashMap<&str, u64> = HashMap::new();
    for row in counts.facet("category") {
        let Some(place) = row.value.parse().ok().and_then(|id| tree.place_of(CategoryId(id))) else { continue };
        for crumb in &place.path {
            *totals.entry(&crumb.slug).or_default() += row.count.cast_unsigned();
        }
    }
    let below = place.map_or(&tree.roots, |place| &place.category.children);
    let chosen = search.categories.iter().filter_map(|slug| tree.place(slug)).map(|place| &place.category);
    let mut values: Vec<FacetValue> = Vec::new();
    for category in below.iter().chain(chosen) {
        if !values.iter().any(|value| value.value == category.slug) {
            let count = totals.get(category.slug.as_str()).copied().unwrap_or_default();
            values.push(value(&category.slug, &category.name, count, &search.categories));
        }
    }
    with_chosen(values, &search.categories)
}

/// Four stars and more, three and more, two and more, one and more.
fn ratings(counts: &Counts, search: &Search) -> Vec<FacetValue> {
    let rated = counts.facet("rating");
    let at_least = |stars: u8| -> u64 {
        rated
            .iter()
            .filter(|row| row.value.parse::<u8>().is_ok_and(|n| n >= stars))
            .map(|row| row.count.cast_unsigned())
            .sum()
    };
    let values = (1..=5_u8).rev().map(|stars| FacetValue {
        value: stars.to_string(),
        label: if stars == 5 { "5 stars".to_owned() } else { format!("{stars} stars & up") },
        count: at_least(stars),
        more: false,
        selected: search.rating == Some(stars),
    });
    values.filter(|value| value.selected || (value.value != "5" && !rated.is_empty())).collect()
}

fn options(counts: &Counts, search: &Search) -> Vec<OptionFacet> {
    let none = Vec::new();
    let mut names = counts.options.clone();
    names.extend(search.options.keys().filter(|name| !counts.options.contains(name)).cloned());
    names
        .into_iter()
        .map(|name| {
            let chosen = search.options.get(&name).unwrap_or(&none);
            let counted = counts.facet(&format!("option/{name}"));
            let values =
                counted.iter().map(|row| value(&row.value, &row.value, row.count.cast_unsigned(), chosen)).collect();
            let mut values = with_chosen(values, chosen);
            values.sort_by_cached_key(|value| (size(&value.value), Reverse(value.count), value.label.clone()));
            OptionFacet { name, values }
        })
        .collect()
}

/// Where a value stands among sizes: letters by fit, numbers by height, everything else behind them.
fn size(value: &str) -> (u8, u64) {
    if let Some(place) = SIZES.iter().position(|size| *size == value) {
        return (0, place as u64);
    }
    let digits: String = value.chars().take_while(char::is_ascii_digit).take(9).collect();
    digits.parse().map_or((2, 0), |number| (1, number))
}

fn price(counts: &Counts) -> Option<PriceFacet> {
    let currency = &counts.first("currency")?.value;
    let mut histogram = vec![0; survey::STEPS as usize];
    for row in counts.facet("price") {
        if let Some(products) = row.value.parse::<usize>().ok().and_then(|step| histogram.get_mut(step)) {
            *products = row.count.cast_unsigned();
        }
    }
    let lowest = money(counts.first("lowest")?.count, currency);
    Some(PriceFacet { lowest, highest: money(counts.first("highest")?.count, currency), histogram })
}

/// The search with one filter less each, those that find most first.
pub(crate) fn relaxed(counts: &Counts, search: &Search, tree: &Tree) -> Vec<Relaxed> {
    let mut offers: Vec<Relaxed> = looser(counts, search, tree)
        .into_iter()
        .map(|(facet, what, looser)| Relaxed {
            label: format!("without {what}"),
            href: Search { after: None, ..looser }.href(),
            count: counts.count(&format!("without/{facet}")),
        })
        .filter(|relaxed| relaxed.count > 0)
        .collect();
    offers.sort_by_key(|relaxed| Reverse(relaxed.count));
    offers.truncate(MAX_RELAXED);
    offers
}

/// Every way to leave out one filter: the facet, what it asks for, and the search without it.
fn looser(counts: &Counts, search: &Search, tree: &Tree) -> Vec<(String, String, Search)> {
    let mut ways = Vec::new();
    let mut leave_out = |facet: String, what: String, change: &dyn Fn(&mut Search)| {
        let mut looser = search.clone();
        change(&mut looser);
        if looser != *search {
            ways.push((facet, what, looser));
        }
    };
    let categories = search.categories.iter().map(|slug| tree.place(slug).map_or(slug, |place| &place.category.name));
    let sellers = search
        .sellers
        .iter()
        .map(|slug| counts.facet("seller").iter().find(|row| row.value == *slug).map_or(slug, |row| &row.label));
    leave_out("category".to_owned(), quoted(categories), &|search| search.categories.clear());
    leave_out("seller".to_owned(), quoted(sellers), &|search| search.sellers.clear());
    leave_out("price".to_owned(), "the price limit".to_owned(), &|search| (search.min, search.max) = (None, None));
    leave_out("rating".to_owned(), "the rating".to_owned(), &|search| search.rating = None);
    leave_out("in_stock".to_owned(), "“In stock only”".to_owned(), &|search| search.in_stock = false);
    for (name, values) in &search.options {
        leave_out(format!("option/{name}"), quoted(values.iter()), &|search| {
            search.options.remove(name);
        });
    }
    ways
}

fn quoted<'a>(values: impl Iterator<Item = &'a String>) -> String {
    values.map(|value| format!("“{value}”")).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_come_in_the_order_in_which_they_fit() {
        let mut values = ["XL", "Indigo", "10 cm", "S", "2 cm", "M"];

        values.sort_by_key(|value| size(value));

        assert_eq!(values, ["S", "M", "XL", "2 cm", "10 cm", "Indigo"]);
    }

    #[test]
    fn what_is_chosen_stays_listed() {
        let search = Search::parse("category=moon&seller=nobody&o.Colour=Blue&rating=5");

        let facets = facets(&Counts::default(), &search, &Tree::grow(&[]), None);

        let chosen = [&facets.categories, &facets.sellers, &facets.ratings, &facets.options[0].values];
        assert!(
            chosen.iter().all(|values| values.len() == 1 && values[0].selected && values[0].count == 0),
            "{facets:?}"
        );
    }
}
