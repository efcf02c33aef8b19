//! Writes a product with its variants, offers, stock and pictures. There is no other way to write one.

use crate::{
    Catalog, Error,
    import::line,
    inventory::{Cause, Reason, record},
    sanitise,
    store::{counted, listed, written as store},
};
use contracts::{
    Currency, Money,
    catalog::Picture,
    events::{CatalogEvent, PriceChanged},
    goods::{MAX_VARIANTS, Status},
    ids::{CategoryId, OfferId, ProductId, SellerId, UserId, VariantId},
    problem::Check,
};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashSet};

/// The dearest thing that can be sold, in minor units: sums of full carts stay far from 64 bits.
pub(crate) const MAX_PRICE: i64 = 1_000_000_000_000;

/// The largest stock of one offer.
pub(crate) const MAX_STOCK: u32 = 10_000_000;

/// A product as its seller describes it. It is recognised by seller and handle, its variants by id, by SKU or else by
/// options.
#[derive(Clone, Debug)]
pub struct NewProduct {
    /// For the product, when there is none yet.
    pub id: ProductId,
    pub seller: SellerId,
    pub category: CategoryId,
    /// The seller's own name for it.
    pub handle: String,
    /// Its place in addresses, when there is none yet; a part of the id is added where another product has it.
    pub slug: String,
    pub title: String,
    /// Sanitised here.
    pub description_html: String,
    pub specs: Vec<(String, String)>,
    pub tags: Vec<String>,
    /// Words people would type that stand nowhere else.
    pub search_words: String,
    pub status: Status,
    pub featured: bool,
    pub currency: Currency,
    /// Names of the options, at most three.
    pub options: Vec<String>,
    pub variants: Vec<NewVariant>,
    pub pictures: Vec<Picture>,
    /// The member of the shop who says so.
    pub by: Option<UserId>,
}

/// A variant with the offer that sells it.
#[derive(Clone, Debug)]
pub struct NewVariant {
    /// Of a variant that exists; or for variant and offer, when there are none yet.
    pub id: VariantId,
    pub offer: OfferId,
    /// May be empty.
    pub sku: String,
    /// One value per option of the product.
    pub options: Vec<String>,
    pub price_minor: i64,
    /// Left out when it is not above the price.
    pub compare_at_minor: Option<i64>,
    pub on_hand: OnHand,
    /// Index into the product's pictures.
    pub picture: Option<usize>,
}

/// How many units the seller has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnHand {
    /// For an offer that is new; the stock of one that exists stays as it is.
    Initially(u32),
    /// Now, as a file says; never fewer than orders hold. Again the figure that was given the last time changes nothing.
    Exactly(u32),
}

/// What became of a [`NewProduct`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub product: ProductId,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Created,
    /// It existed; what differed was changed.
    Kept,
}

/// Writes a product: a new one, or what has changed of one that exists. Doing it again changes nothing.
///
/// Variants that are no longer named retire: their offers become inactive and stay. The caller commits, and calls
/// [`Catalog::forget`] afterwards. Fails when values are not acceptable, when seller or category do not exist, and when
/// a SKU belongs to another product of the seller; then the transaction must be rolled back.
pub async fn upsert_product(
    catalog: &Catalog,
    tx: &mut PgConnection,
    mut product: NewProduct,
) -> Result<Written, Error> {
    product.tidy();
    product.check()?;

    let (id, outcome) = store::product(tx, &product).await?;
    store::pictures(tx, id, &product.pictures).await?;
    let known = store::known_variants(tx, id).await?;
    let lines = lines(&product, &known);
    store::variants(tx, id, &lines).await?;
    store::offers(tx, id, &product, &lines).await?;
    counted::receive(tx, &lines, product.by).await?;
    let movements = counted::count(tx, &lines).await?;
    if !movements.is_empty() {
        let cause = Cause { reason: Reason::Imported, group: None, by: product.by, note: "" };
        record(catalog, tx, cause, &movements).await?;
    }
    tell_prices(catalog, tx, price_changes(&product, &lines, &known)).await?;
    if outcome == Outcome::Kept {
        store::stamp(tx, id).await?;
    }
    listed::refresh(tx, &[id.0]).await?;
    Ok(Written { product: id, outcome })
}

/// Tells of new prices. The changes come in ascending order of the offers.
pub(crate) async fn tell_prices(
    catalog: &Catalog,
    tx: &mut PgConnection,
    changes: Vec<PriceChanged>,
) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let offers: Vec<OfferId> = changes.iter().map(|change| change.offer).collect();
    let versions = store::next_versions(tx, &offers).await?;
    let events = changes.into_iter().filter_map(|change| {
        let version = *versions.get(&change.offer)?;
        Some((version, CatalogEvent::PriceChanged(change)))
    });
    Ok(catalog.outbox.publish_all(tx, events).await?)
}

/// A variant that exists, retired or not.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub variant: VariantId,
    pub offer: OfferId,
    pub options: BTreeMap<String, String>,
    pub sku: String,
    pub price: Money,
    pub active: bool,
}

/// A variant as it is to be, with the ids that it has or gets.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub variant: VariantId,
    pub offer: OfferId,
    pub options: BTreeMap<String, String>,
    pub new: NewVariant,
}

/// Finds for each variant the one that exists: by its id, then by SKU, because stock is counted by it, then by options.
fn lines(product: &NewProduct, known: &[Known]) -> Vec<Line> {
    let mut free: Vec<&Known> = known.iter().collect();
    let mut take = |found: &dyn Fn(&Known) -> bool| {
        free.iter().position(|known| found(known)).map(|position| free.swap_remove(position))
    };
    let by_id: Vec<Option<&Known>> =
        product.variants.iter().map(|new| take(&|known| known.variant == new.id)).collect();
    let sold_as = |(new, by_id): (&NewVariant, Option<_>)| {
        by_id.or_else(|| if new.sku.is_empty() { None } else { take(&|known| known.sku == new.sku) })
    };
    let by_sku: Vec<Option<&Known>> = product.variants.iter().zip(by_id).map(sold_as).collect();
    let mut lines = Vec::new();
    for (new, by_sku) in product.variants.iter().zip(by_sku) {
        let options: BTreeMap<String, String> =
            product.options.iter().cloned().zip(new.options.iter().cloned()).collect();
        let found = by_sku
            .or_else(|| take(&|known| known.active && known.options == options))
            .or_else(|| take(&|known| known.options == options));
        let (variant, offer) = found.map_or((new.id, new.offer), |known| (known.variant, known.offer));
        lines.push(Line { variant, offer, options, new: new.clone() });
    }
    lines
}

/// Prices that differ from those of active offers, in ascending order of the offers.
fn price_changes(product: &NewProduct, lines: &[Line], known: &[Known]) -> Vec<PriceChanged> {
    let mut changes: Vec<PriceChanged> = lines
        .iter()
        .filter_map(|line| {
            let old = known.iter().find(|known| known.offer == line.offer && known.active)?.price;
            let new = Money::new(line.new.price_minor, product.currency);
            (old != new).then_some(PriceChanged { offer: line.offer, seller: product.seller, old, new })
        })
        .collect();
    changes.sort_by_key(|change| change.offer);
    changes
}

impl NewProduct {
    /// Writes texts as a file says them, so that what is exported and imported again is the same.
    fn tidy(&mut self) {
        self.description_html = sanitise::sanitise(&self.description_html).trim().to_owned();
        self.title = tidied(&self.title);
        self.tags = tags(&self.tags);
        self.options.iter_mut().for_each(|name| *name = tidied(name));
        for variant in &mut self.variants {
            variant.options.iter_mut().for_each(|value| *value = tidied(value));
            variant.sku = variant.sku.trim().to_owned();
            variant.compare_at_minor = variant.compare_at_minor.filter(|minor| *minor > variant.price_minor);
        }
    }

    fn check(&self) -> Result<(), Error> {
        let mut check = Check::default();
        let text = |text: &str, limit: usize| text.chars().count() <= limit && !text.contains('\0');
        let named = |name: &str, limit: usize| !name.trim().is_empty() && text(name, limit);
        check.that(named(&self.title, 200), "title", "A title has 1 to 200 characters.");
        check.that(named(&self.handle, 200), "handle", "A handle has 1 to 200 characters.");
        check.that(slug(&self.slug), "slug", "An address has 1 to 200 letters a to z, digits and hyphens.");
        check.that(text(&self.description_html, 50_000), "description", "A description has at most 50,000 characters.");
        check.that(text(&self.search_words, 500), "search_words", "At most 500 characters of search words.");
        let specs = self.specs.len() <= 50 && self.specs.iter().all(|(n, v)| named(n, 100) && text(v, 500));
        check.that(specs, "specs", "At most 50 details, each with a name and at most 500 characters.");
        let tags = self.tags.len() <= 50 && self.tags.iter().all(|tag| text(tag, 60));
        check.that(tags, "tags", "At most 50 tags of at most 60 characters.");
        let pictures = self.pictures.len() <= 30 && self.pictures.iter().all(|p| address(&p.src) && text(&p.alt, 500));
        check.that(pictures, "pictures", "At most 30 pictures, each with an address.");
        let options: HashSet<&String> = self.options.iter().collect();
        let options =
            options.len() == self.options.len() && options.len() <= 3 && self.options.iter().all(|n| named(n, 60));
        check.that(options, "options", "At most three options, each with a name of its own.");
        // The editor parts the name from the values by one.
        let plain = self.options.iter().all(|name| !name.contains(':'));
        check.that(plain, "options", "The name of an option has no colon.");
        let count = (1..=MAX_VARIANTS).contains(&self.variants.len());
        check.that(count, "variants", "A product has 1 to 1,000 variants.");
        self.check_variants(&mut check);
        check.done().map_err(Error::Invalid)
    }

    /// Fields are named by the variant's place and their own name: `variants.3.price`.
    fn check_variants(&self, check: &mut Check) {
        let (mut options, mut skus) = (HashSet::new(), HashSet::new());
        for (place, variant) in self.variants.iter().enumerate().take(MAX_VARIANTS) {
            let field = |name: &str| format!("variants.{place}.{name}");
            let named =
                |value: &String| !value.trim().is_empty() && value.chars().count() <= 100 && !value.contains('\0');
            let values = variant.options.len() == self.options.len() && variant.options.iter().all(named);
            check.that(values, &field("options"), "Each variant has one value for each option.");
            let other = options.insert(&variant.options);
            check.that(other, &field("options"), "Another variant has the same options.");
            let sku = variant.sku.chars().count() <= 100 && !variant.sku.contains('\0');
            check.that(sku, &field("sku"), "A SKU has at most 100 characters.");
            let other = variant.sku.is_empty() || skus.insert(&variant.sku);
            check.that(other, &field("sku"), "Another variant has the same SKU.");
            let price = (1..=MAX_PRICE).contains(&variant.price_minor);
            check.that(price, &field("price"), "A price is more than zero.");
            check.that(variant.on_hand.units() <= MAX_STOCK, &field("stock"), "A stock is at most ten million.");
            let picture = variant.picture.is_none_or(|picture| picture < self.pictures.len());
            check.that(picture, &field("picture"), "A variant's picture is one of the product's.");
        }
    }
}

impl OnHand {
    pub(crate) fn units(self) -> u32 {
        match self {
            Self::Initially(units) | Self::Exactly(units) => units,
        }
    }
}

/// Text as a file says it; what holds a NUL is left as it is, and refused.
fn tidied(text: &str) -> String {
    if text.contains('\0') { text.to_owned() } else { line(text) }
}

/// Tags, none of them twice. Commas part them wherever people write them.
fn tags(written: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let tags = written.iter().flat_map(|tag| tag.split(',')).map(tidied);
    tags.filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase())).collect()
}

fn slug(text: &str) -> bool {
    let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    letters && (1..=200).contains(&text.len())
}

/// Whether a page may show a picture from there: this site, or the web.
fn address(src: &str) -> bool {
    let here = src.starts_with('/') && !src.starts_with("//");
    let there = src.starts_with("https://") || src.starts_with("http://");
    (here || there) && src.len() <= 2_000 && !src.chars().any(|c| c.is_control() || c.is_whitespace())
}
