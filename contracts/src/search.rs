//! A search of the catalogue: what the address bar holds, and what comes back.
//!
//! The query string is the only state of a list: [`Search::parse`] and [`Search::query`] are each other's inverse.

use crate::{
    catalog::{Card, Crumb},
    money::Money,
};
use form_urlencoded::{Serializer, parse};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In which order a list comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By relevance when there is a query, featured first otherwise.
    #[default]
    Best,
    Newest,
    PriceUp,
    PriceDown,
    Rating,
}

impl Sort {
    pub const ALL: [Self; 5] = [Self::Best, Self::Newest, Self::PriceUp, Self::PriceDown, Self::Rating];

    /// As it stands in the address bar.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Newest => "newest",
            Self::PriceUp => "price_up",
            Self::PriceDown => "price_down",
            Self::Rating => "rating",
        }
    }
}

/// What a shopper looks for. Values of one facet are alternatives; facets must all hold; options must hold together for
/// one and the same variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Search {
    pub q: String,
    /// Slug of the category the list is about (`/c/{slug}`).
    pub within: Option<String>,
    /// Slugs of categories ticked in the facet.
    pub categories: Vec<String>,
    /// Slugs of sellers.
    pub sellers: Vec<String>,
    /// Lowest price wanted, minor units.
    pub min: Option<i64>,
    /// Highest price wanted, minor units.
    pub max: Option<i64>,
    /// Stars at least: 1 to 5.
    pub rating: Option<u8>,
    pub in_stock: bool,
    pub options: BTreeMap<String, Vec<String>>,
    pub sort: Sort,
    /// Cursor of the page, from [`Listing::next`].
    pub after: Option<String>,
}

impl Search {
    /// The longest query that is looked for, in characters; the rest is cut off.
    pub const MAX_QUERY: usize = 120;
    /// The most values that are read for one facet.
    pub const MAX_VALUES: usize = 30;

    /// Reads a query string. What it does not understand, it leaves out: a list never fails because of its address.
    ///
    /// Prices stand in whole units (`min=400`), decimals allowed; they become minor units with two digits.
    pub fn parse(query: &str) -> Self {
        let mut search = Self::default();
        for (key, value) in parse(query.as_bytes()) {
            let value = value.trim().replace('\0', "");
            if value.is_empty() {
                continue;
            }
            match key.as_ref() {
                "q" => search.q = value.chars().take(Self::MAX_QUERY).collect(),
                "in" => search.within = Some(value),
                "category" => push(&mut search.categories, value),
                "seller" => push(&mut search.sellers, value),
                "min" => search.min = minor_units(&value),
                "max" => search.max = minor_units(&value),
                "rating" => search.rating = value.parse().ok().filter(|stars| (1..=5).contains(stars)),
                "in_stock" => search.in_stock = true,
                "sort" => search.sort = Sort::ALL.into_iter().find(|sort| sort.as_str() == value).unwrap_or_default(),
                "after" => search.after = Some(value),
                other => {
                    if let Some(name) = other.strip_prefix("o.").filter(|name| !name.is_empty())
                        && (search.options.contains_key(name) || search.options.len() < Self::MAX_VALUES)
                    {
                        push(search.options.entry(name.to_owned()).or_default(), value);
                    }
                }
            }
        }
        search
    }

    /// The query string that [`Search::parse`] reads back, without the leading `?`.
    pub fn query(&self) -> String {
        let mut out = Serializer::new(String::new());
        let mut add = |key: &str, value: &str| {
            out.append_pair(key, value);
        };
        if !self.q.is_empty() {
            add("q", &self.q);
        }
        if let Some(within) = &self.within {
            add("in", within);
        }
        self.categories.iter().for_each(|value| add("category", value));
        self.sellers.iter().for_each(|value| add("seller", value));
        if let Some(min) = self.min {
            add("min", &whole_units(min));
        }
        if let Some(max) = self.max {
            add("max", &whole_units(max));
        }
        if let Some(rating) = self.rating {
            add("rating", &rating.to_string());
        }
        if self.in_stock {
            add("in_stock", "1");
        }
        for (name, values) in &self.options {
            values.iter().for_each(|value| add(&format!("o.{name}"), value));
        }
        if self.sort != Sort::default() {
            add("sort", self.sort.as_str());
        }
        if let Some(after) = &self.after {
            add("after", after);
        }
        out.finish()
    }

    /// Whether any filter is set; the query and the list's own category are none.
    pub fn filtered(&self) -> bool {
        *self
            != Self {
                q: self.q.clone(),
                within: self.within.clone(),
                sort: self.sort,
                after: self.after.clone(),
                ..Self::default()
            }
    }

    /// The address of this search: `/c/{slug}` for a category, `/products` otherwise.
    pub fn href(&self) -> String {
        let rest = Self { within: None, ..self.clone() }.query();
        let path = match &self.within {
            Some(slug) => format!("/c/{}", form_urlencoded::byte_serialize(slug.as_bytes()).collect::<String>()),
            None => "/products".to_owned(),
        };
        if rest.is_empty() { path } else { format!("{path}?{rest}") }
    }
}

fn push(values: &mut Vec<String>, value: String) {
    if values.len() < Search::MAX_VALUES && !values.contains(&value) {
        values.push(value);
    }
}

fn minor_units(text: &str) -> Option<i64> {
    let text = text.replace(',', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 || whole.is_empty() || whole.len() > 12 {
        return None;
    }
    let part = format!("{part:0<2}");
    Some(whole.parse::<i64>().ok()? * 100 + part.parse::<i64>().ok()?)
}

fn whole_units(minor: i64) -> String {
    if minor % 100 == 0 { (minor / 100).to_string() } else { format!("{}.{:02}", minor / 100, minor % 100) }
}

/// One value of a facet and how many products it would leave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetValue {
    /// As it stands in the address bar.
    pub value: String,
    pub label: String,
    pub count: u64,
    /// Whether there may be more than were counted, because the list is very long.
    #[serde(default)]
    pub more: bool,
    pub selected: bool,
}

/// Values of one option, for example all colours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionFacet {
    pub name: String,
    pub values: Vec<FacetValue>,
}

/// Prices in the list, and how they spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceFacet {
    pub lowest: Money,
    pub highest: Money,
    /// Products in each of equally wide price steps from lowest to highest.
    pub histogram: Vec<u64>,
}

/// What a list can be narrowed by. The counts of a facet leave out its own selection, so they stay useful.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facets {
    pub categories: Vec<FacetValue>,
    pub sellers: Vec<FacetValue>,
    /// `value` is the least number of stars.
    pub ratings: Vec<FacetValue>,
    pub options: Vec<OptionFacet>,
    pub price: Option<PriceFacet>,
    /// Products that can be bought now.
    pub in_stock: u64,
    /// Whether the list is so long that only a part of it was looked at: there are at least so many of everything.
    #[serde(default)]
    pub part: bool,
}

/// A search with one filter less, and what it would find; offered when nothing was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Relaxed {
    /// "without “Teak”".
    pub label: String,
    pub href: String,
    pub count: u64,
}

/// One page of products, and how to narrow it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Listing {
    /// The search as it was understood.
    pub search: Search,
    pub title: String,
    pub about: String,
    /// Path from the root to the list's category; empty outside categories.
    pub path: Vec<Crumb>,
    pub items: Vec<Card>,
    /// How many there are in all; at least so many, if the facets are those of a part.
    pub total: u64,
    pub facets: Facets,
    pub next: Option<String>,
    /// A spelling that finds something, when the query did not.
    pub did_you_mean: Option<String>,
    /// Set only when nothing was found.
    pub relaxed: Vec<Relaxed>,
}

impl Listing {
    /// Of lists longer than this, nobody counts more: "2,000+ products". In a market of a million they lie all over the tables,
    /// and to read more of them takes longer than somebody likes to wait.
    pub const COUNT_UP_TO: u64 = 2_000;
    /// Products on one page.
    pub const PAGE: usize = 24;

    /// Whether there may be more than `total`.
    pub fn has_more(&self) -> bool {
        self.facets.part && (self.next.is_some() || self.search.after.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_becomes_a_search_and_back() {
        let search = Search::parse(
            "q=brass+lamp&min=400&max=5000.50&seller=a&seller=b&o.Colour=Teak&o.Colour=Moss&sort=price_up&in_stock=1",
        );

        assert_eq!((search.min, search.max), (Some(40_000), Some(500_050)));
        assert_eq!(search.options["Colour"], ["Teak", "Moss"]);
        assert_eq!(Search::parse(&search.query()), search);
    }

    #[test]
    fn nonsense_in_the_address_is_left_out() {
        let search = Search::parse("min=abc&max=-5&rating=9&sort=drop+table&o.=x&q=%00&after=");

        assert_eq!(search, Search::default());
    }

    #[test]
    fn a_filter_is_more_than_a_query() {
        assert!(!Search::parse("q=lamp&sort=newest").filtered());
        assert!(Search::parse("q=lamp&min=5").filtered());
    }

    proptest! {
        #[test]
        fn any_query_string_reads_back_the_same(query in ".{0,200}") {
            let search = Search::parse(&query);

            prop_assert_eq!(Search::parse(&search.query()), search);
        }
    }
}
