//! The demo shop, compiled in.

use crate::{
    Catalog, categories, sanitise,
    store::{categories as tree, sellers, written},
    write::{NewProduct, NewVariant, OnHand, upsert_product},
};
use anyhow::Context;
use contracts::{
    Currency,
    catalog::Picture,
    events::SellerApproved,
    goods::Status,
    ids::{CategoryId, OfferId, ProductId, SellerId, VariantId},
};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::{Uuid, uuid};

static SHOP: &str = include_str!("../demo/shop.json");

/// Ids of seeded things are made of their names in this namespace, so that they are the same on every installation.
const SEEDED: Uuid = uuid!("b6a3f2a4-6f0e-5c0b-9d5f-8a0d5f2c7e11");

/// Where the storefront serves the demo's pictures.
const PICTURES: &str = "/pictures";

#[derive(Deserialize)]
pub(crate) struct Demo {
    sellers: Vec<DemoSeller>,
    categories: Vec<DemoCategory>,
    pub products: Vec<DemoProduct>,
}

/// A shop of the demo, as it presents itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoSeller {
    pub slug: String,
    pub name: String,
    pub place: String,
    pub tint: String,
    pub about: String,
    pub returns: String,
    pub since: i32,
    pub ships_in_days: u32,
}

#[derive(Deserialize)]
struct DemoCategory {
    slug: String,
    name: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    picture: String,
    #[serde(default)]
    children: Vec<DemoCategory>,
}

#[derive(Deserialize)]
pub(crate) struct DemoProduct {
    slug: String,
    seller: String,
    pub category: String,
    title: String,
    description: Vec<String>,
    specs: Vec<(String, String)>,
    options: Vec<DemoOption>,
    variants: Vec<DemoVariant>,
    pub pictures: Vec<DemoPicture>,
    tags: Vec<String>,
    featured: bool,
    #[serde(default)]
    search_words: String,
}

#[derive(Deserialize)]
struct DemoOption {
    name: String,
}

#[derive(Deserialize)]
struct DemoVariant {
    options: Vec<String>,
    sku: String,
    price: i64,
    compare_at: Option<i64>,
    stock: u32,
    picture: Option<String>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct DemoPicture {
    file: String,
    alt: String,
}

/// The shops of the demo. Whoever owns them opens them, and gives their ids to [`seed_demo`].
pub fn demo_sellers() -> anyhow::Result<Vec<DemoSeller>> {
    Ok(demo()?.sellers)
}

/// Fills the catalogue with the demo shop; returns how many products it has. Doing it again changes nothing, and leaves
/// the stock as it has become.
pub async fn seed_demo(catalog: &Catalog, sellers: &HashMap<String, SellerId>) -> anyhow::Result<usize> {
    let demo = demo()?;
    let mut tx = catalog.db.begin().await?;
    for seller in &demo.sellers {
        let id = *sellers.get(&seller.slug).with_context(|| format!("the shop `{}` was not opened", seller.slug))?;
        sellers::welcome(&mut tx, &approved(id, seller)).await?;
    }
    let categories = plant(&mut tx, &demo.categories).await?;
    tx.commit().await?;
    // Each in a transaction of its own, the last first: the newest is then the one that the file begins with.
    for product in demo.products.iter().rev() {
        let seller = sellers.get(&product.seller).with_context(|| format!("no shop `{}`", product.seller))?;
        let category =
            categories.get(&product.category).with_context(|| format!("no category `{}`", product.category))?;
        let mut tx = catalog.db.begin().await?;
        upsert_product(catalog, &mut tx, product.described(*seller, CategoryId(*category)))
            .await
            .with_context(|| format!("demo product `{}`", product.slug))?;
        catalog.outbox.commit(tx).await?;
    }
    catalog.forget();
    Ok(demo.products.len())
}

/// Writes the demo's categories; their ids by slug.
pub(crate) async fn plant_demo_categories(tx: &mut PgConnection) -> anyhow::Result<HashMap<String, Uuid>> {
    plant(tx, &demo()?.categories).await
}

pub(crate) fn demo() -> anyhow::Result<Demo> {
    serde_json::from_str(SHOP).context("demo/shop.json cannot be read")
}

/// The id of something seeded.
pub(crate) fn seeded(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&SEEDED, format!("{kind}/{name}").as_bytes())
}

fn approved(id: SellerId, seller: &DemoSeller) -> SellerApproved {
    let DemoSeller { slug, name, place, tint, about, returns, since, ships_in_days } = seller.clone();
    SellerApproved { seller: id, slug, name, place, tint, about, returns, since, ships_in_days }
}

async fn plant(tx: &mut PgConnection, roots: &[DemoCategory]) -> anyhow::Result<HashMap<String, Uuid>> {
    let mut ids = HashMap::new();
    let mut waiting: Vec<(Option<Uuid>, i32, &DemoCategory)> =
        (0..).zip(roots).map(|(i, root)| (None, i, root)).collect();
    while let Some((parent, position, category)) = waiting.pop() {
        let stored = categories::Stored {
            id: seeded("category", &category.slug),
            parent,
            slug: category.slug.clone(),
            name: category.name.clone(),
            about: category.about.clone(),
            picture: category.picture.clone(),
            products: 0,
            merging_into: None,
        };
        let id = tree::write(tx, &stored, position).await?;
        written::learn_words(tx, &category.name).await?;
        ids.insert(category.slug.clone(), id);
        waiting.extend((0..).zip(&category.children).map(|(i, child)| (Some(id), i, child)));
    }
    Ok(ids)
}

impl DemoProduct {
    fn described(&self, seller: SellerId, category: CategoryId) -> NewProduct {
        let paragraphs = self.description.iter().map(|text| format!("<p>{}</p>", sanitise::escape(text)));
        NewProduct {
            id: ProductId(seeded("product", &self.slug)),
            seller,
            category,
            handle: self.slug.clone(),
            slug: self.slug.clone(),
            title: self.title.clone(),
            description_html: paragraphs.collect(),
            specs: self.specs.clone(),
            tags: self.tags.clone(),
            search_words: self.search_words.clone(),
            status: Status::Active,
            featured: self.featured,
            currency: Currency::Inr,
            options: self.options.iter().map(|option| option.name.clone()).collect(),
            variants: self.variants.iter().map(|variant| self.variant(variant)).collect(),
            pictures: self.pictures.iter().map(DemoPicture::shown).collect(),
            by: None,
        }
    }

    fn variant(&self, variant: &DemoVariant) -> NewVariant {
        let picture = variant.picture.as_ref().and_then(|file| self.pictures.iter().position(|p| p.file == *file));
        NewVariant {
            id: VariantId(seeded("variant", &variant.sku)),
            offer: OfferId(seeded("offer", &variant.sku)),
            sku: variant.sku.clone(),
            options: variant.options.clone(),
            price_minor: variant.price,
            compare_at_minor: variant.compare_at,
            on_hand: OnHand::Initially(variant.stock),
            picture,
        }
    }
}

impl DemoPicture {
    pub fn shown(&self) -> Picture {
        Picture { src: format!("{PICTURES}/{}", self.file), alt: self.alt.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_demo_hangs_together() {
        let demo = demo().unwrap();
        let sellers: HashSet<&str> = demo.sellers.iter().map(|seller| seller.slug.as_str()).collect();
        let mut skus = HashSet::new();

        for product in &demo.products {
            assert!(sellers.contains(product.seller.as_str()), "{} has no seller", product.slug);
            for variant in &product.variants {
                assert!(skus.insert(&variant.sku), "SKU {} comes twice", variant.sku);
                let known = |file: &String| product.pictures.iter().any(|picture| picture.file == *file);
                assert!(variant.picture.as_ref().is_none_or(known), "{} has no such picture", variant.sku);
            }
        }
    }
}
