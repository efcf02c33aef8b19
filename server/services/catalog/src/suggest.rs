//! What the search box offers while one types.

use crate::{
    Catalog, Error,
    store::{
        found,
        listing::{self, Filter, Query, Row, Slice},
        suggest as store,
    },
    words,
};
use contracts::{
    catalog::{SuggestedProduct, Suggestions},
    search::Sort,
};

/// Shorter beginnings say too little.
const SHORTEST: usize = 2;

const PRODUCTS: i64 = 6;

impl Catalog {
    /// Categories, sellers and products for the beginning of a query; nothing below two characters.
    pub async fn suggestions(&self, q: &str) -> Result<Suggestions, Error> {
        let words = words::words(q);
        let text = words.join(" ");
        if text.chars().count() < SHORTEST {
            return Ok(Suggestions::default());
        }
        let mut db = listing::begin(&self.db).await?;
        let named = store::named(&mut db, &text).await?;
        let mut products = store::products(&mut db, &words::tsquery(&words), PRODUCTS).await?;
        if products.is_empty() {
            let slice = Slice { sort: Sort::Best, after: None, limit: PRODUCTS };
            let similar = found::found(&mut db, &Query::Similar(text), &Filter::default(), slice).await?;
            products = similar.into_iter().map(suggested).collect();
        }
        let (sellers, categories) = named.into_iter().partition::<Vec<_>, _>(|named| named.is_seller);
        let crumbs = |named: Vec<store::Named>| named.into_iter().map(|named| named.crumb).collect();
        Ok(Suggestions { categories: crumbs(categories), sellers: crumbs(sellers), products })
    }
}

fn suggested(row: Row) -> SuggestedProduct {
    let card = row.card();
    SuggestedProduct { slug: card.slug, title: card.title, picture: card.picture, price: card.price.to_string() }
}
