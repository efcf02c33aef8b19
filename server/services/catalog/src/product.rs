//! The product page.

use crate::{
    Catalog, Error, cache,
    categories::Tree,
    store::{
        listing::{self, Filter, Slice},
        product as store, sellers,
    },
};
use contracts::{
    catalog::{Card, OptionAxis, Product, Variant},
    ids::{CategoryId, ProductId},
    search::Sort,
};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// Cards below a product.
const RELATED: usize = 8;

/// A category with fewer products than this has too little to show below one of them; then the one above it does.
const ENOUGH: u64 = 5;

impl Catalog {
    /// A product that is on sale, by its slug.
    pub async fn product(&self, slug: &str) -> Result<Arc<Product>, Error> {
        if slug.len() > 300 || slug.contains('\0') {
            return Err(Error::NotFound("product"));
        }
        cache::through(&self.cache.products, slug.to_owned(), self.read_product(slug)).await
    }

    async fn read_product(&self, slug: &str) -> Result<Product, Error> {
        let tree = self.tree().await?;
        let mut db = listing::begin(&self.db).await?;
        let row = store::by_slug(&mut db, slug).await?.ok_or(Error::NotFound("product"))?;
        let seller = sellers::shop(&mut db, row.seller).await?.ok_or(Error::NotFound("product"))?;
        let filter = Filter { within: Some(neighbours(&tree, row.category)), ..Filter::default() };
        let slice = Slice { sort: Sort::Best, after: None, limit: RELATED as i64 + 1 };
        let related = listing::browse(&mut db, &filter, slice).await?.into_iter().map(listing::Row::card);
        let related: Vec<Card> = related.filter(|card| card.product != row.id).take(RELATED).collect();
        Ok(Product {
            id: row.id,
            slug: row.slug,
            title: row.title,
            description_html: row.description_html,
            seller,
            path: tree.place_of(row.category).map(|place| place.path.clone()).unwrap_or_default(),
            options: axes(&row.option_names, &row.variants),
            variants: row.variants,
            pictures: row.pictures,
            specs: row.specs,
            rating: row.rating,
            related,
            seo_title: row.seo_title,
            seo_about: row.seo_about,
        })
    }
}

/// Where to look for things like it: its own category, or the one above when that is nearly empty.
fn neighbours(tree: &Tree, category: CategoryId) -> Vec<Uuid> {
    let Some(own) = tree.place_of(category) else { return vec![category.0] };
    let above = own.path.iter().rev().nth(1).and_then(|crumb| tree.place(&crumb.slug));
    match above {
        Some(above) if own.category.products < ENOUGH => above.ids.clone(),
        _ => own.ids.clone(),
    }
}

/// The options with the values that the variants have, in the order in which they first come.
fn axes(names: &[String], variants: &[Variant]) -> Vec<OptionAxis> {
    let axis = |(place, name): (usize, &String)| {
        let mut values: Vec<String> = Vec::new();
        for value in variants.iter().filter_map(|variant| variant.options.get(place)) {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        OptionAxis { name: name.clone(), values }
    };
    names.iter().enumerate().map(axis).collect()
}

/// The values of a variant, one per option and in their order.
pub(crate) fn values(names: &[String], options: &BTreeMap<String, String>) -> Vec<String> {
    names.iter().map(|name| options.get(name).cloned().unwrap_or_default()).collect()
}

/// What the store gives of a product.
pub(crate) struct Stored {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub description_html: String,
    pub specs: Vec<(String, String)>,
    pub option_names: Vec<String>,
    pub rating: Option<contracts::catalog::Rating>,
    pub seo_title: String,
    pub seo_about: String,
    pub category: CategoryId,
    pub seller: contracts::ids::SellerId,
    pub pictures: Vec<contracts::catalog::Picture>,
    pub variants: Vec<Variant>,
}
