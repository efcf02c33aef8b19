//! Where a list stands, and the addresses of its variations.

use contracts::search::{Search, Sort};

/// The same list of products can be the market's or one shop's; they differ in their addresses only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Market,
    /// Slug of the shop. Its lists do not repeat the shop in the query string.
    Shop(String),
}

impl Place {
    /// The address of a search in this place.
    pub fn href(&self, search: &Search) -> String {
        match self {
            Self::Market => search.href(),
            Self::Shop(slug) => {
                let rest = Search { sellers: Vec::new(), ..search.clone() }.query();
                let mark = if rest.is_empty() { "" } else { "?" };
                format!("{}{mark}{rest}", shop_path(slug))
            }
        }
    }

    /// The address of the list without any choice: where a form of this list is sent to, and what search engines keep.
    pub fn path(&self, search: &Search) -> String {
        match self {
            Self::Market => Search { within: search.within.clone(), ..Search::default() }.href(),
            Self::Shop(slug) => shop_path(slug),
        }
    }

    /// What the filter form has to carry along because it has no field for it.
    pub fn carried_by_filters(&self, search: &Search) -> Vec<(String, String)> {
        let base = Search {
            q: search.q.clone(),
            within: self.within(search),
            sort: search.sort,
            rating: search.rating,
            ..Search::default()
        };
        pairs(&base)
    }

    /// What the sorting form has to carry along: everything but the order and the page.
    pub fn carried_by_sort(&self, search: &Search) -> Vec<(String, String)> {
        let sellers = if *self == Self::Market { search.sellers.clone() } else { Vec::new() };
        pairs(&Search { within: self.within(search), sellers, sort: Sort::default(), after: None, ..search.clone() })
    }

    /// The list's category, where the path does not say it already.
    fn within(&self, search: &Search) -> Option<String> {
        if *self == Self::Market { None } else { search.within.clone() }
    }
}

fn shop_path(slug: &str) -> String {
    format!("/shops/{}", form_urlencoded::byte_serialize(slug.as_bytes()).collect::<String>())
}

fn pairs(search: &Search) -> Vec<(String, String)> {
    form_urlencoded::parse(search.query().as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::Place;
    use contracts::search::Search;

    #[test]
    fn a_shops_list_stays_in_the_shop() {
        let mut search = Search::parse("o.Colour=Moss&sort=newest");
        search.sellers = vec!["hara-bagh".to_owned()];
        let shop = Place::Shop("hara-bagh".to_owned());

        assert_eq!(shop.href(&search), "/shops/hara-bagh?o.Colour=Moss&sort=newest");
        assert_eq!(shop.path(&search), "/shops/hara-bagh");
        assert_eq!(shop.carried_by_filters(&search), [("sort".to_owned(), "newest".to_owned())]);
    }

    #[test]
    fn a_categorys_list_keeps_its_path_and_loses_only_what_the_form_shows() {
        let search = Search::parse("in=kitchen&q=tea+cup&min=400&seller=a&sort=price_up&after=x");

        assert_eq!(Place::Market.path(&search), "/c/kitchen");
        assert_eq!(
            Place::Market.carried_by_filters(&search),
            [("q".to_owned(), "tea cup".to_owned()), ("sort".to_owned(), "price_up".to_owned())]
        );
        assert_eq!(
            Place::Market.carried_by_sort(&search),
            [("q", "tea cup"), ("seller", "a"), ("min", "400")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
