//! A large catalogue, for measuring: varied, and the same every time.

mod words;

use crate::{
    Catalog,
    seed::{demo, plant_demo_categories, seeded},
    store::{bulk as store, listed},
};
use anyhow::{Context, ensure};
use contracts::{
    catalog::Picture,
    deal::Deal,
    events::SellerApproved,
    ids::{OfferId, ProductId, SellerId},
};
use futures::{StreamExt, TryStreamExt, stream};
use std::{
    collections::{BTreeMap, HashMap},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};
use uuid::Uuid;
use words::{ADJECTIVES, COLOURS, DETAILS, Fit, KINDS, Kind, MAKERS, MATERIALS, PLACES, SIZES, SURNAMES, TINTS};

/// Products in one transaction: enough to make statements worth their round trip, few enough to hold in memory.
const BATCH: u32 = 500;

/// Transactions at once; the database does nearly all of the work.
const AT_ONCE: usize = 2;

/// A product with its variants.
pub(crate) struct Product {
    pub id: Uuid,
    pub number: u32,
    /// Its place among the sellers.
    seller: usize,
    pub seller_id: Uuid,
    pub category: Uuid,
    pub slug: String,
    pub title: String,
    pub description_html: String,
    pub specs: Vec<(String, String)>,
    /// Separated by spaces.
    pub tags: String,
    pub options: Vec<&'static str>,
    pub featured: bool,
    pub rating: Option<(i32, i32)>,
    pub picture: Picture,
    /// Names of seller and category.
    pub names: String,
    pub variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub id: Uuid,
    pub offer: Uuid,
    pub options: BTreeMap<&'static str, &'static str>,
    pub sku: String,
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub on_hand: i32,
}

/// A product of the large catalogue, as it is sold.
pub struct Ware<'a> {
    pub seller: &'a SellerApproved,
    pub product: ProductId,
    pub slug: String,
    pub title: String,
    pub picture: String,
    pub variants: Vec<WareVariant>,
}

pub struct WareVariant {
    pub offer: OfferId,
    /// Values of its options.
    pub name: String,
    pub sku: String,
    pub price_minor: i64,
}

/// Writes what purchases of the large catalogue's products were to its stock: it was held, and sold or given back.
pub async fn seed_deals(catalog: &Catalog, deals: &[Deal]) -> anyhow::Result<()> {
    Ok(store::deals(&mut *catalog.db.acquire().await?, deals).await?)
}

/// Writes `products` products of `sellers` sellers, beside what is there; those that exist stay as they are.
///
/// `progress` is told how many are written.
pub async fn seed_bulk(catalog: &Catalog, products: u32, sellers: u32, progress: impl Fn(u32)) -> anyhow::Result<()> {
    ensure!(sellers > 0, "products need at least one seller");
    let market = Market::open(catalog, sellers).await?;
    let done = AtomicU32::new(0);
    stream::iter((0..products).step_by(BATCH as usize))
        .map(|first| {
            let (market, done, progress) = (&market, &done, &progress);
            async move {
                let last = products.min(first + BATCH);
                let batch: Vec<Product> = (first..last).map(|number| market.product(number)).collect();
                write(catalog, &batch).await?;
                progress(done.fetch_add(last - first, Relaxed) + last - first);
                anyhow::Ok(())
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>()
        .await?;
    store::tidy(&catalog.db).await?;
    catalog.forget();
    Ok(())
}

async fn write(catalog: &Catalog, batch: &[Product]) -> anyhow::Result<()> {
    web::retry(async || {
        let mut tx = catalog.db.begin().await?;
        store::products(&mut tx, batch).await?;
        store::variants(&mut tx, batch).await?;
        listed::refresh(&mut tx, &batch.iter().map(|product| product.id).collect::<Vec<_>>()).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// One product in so many is of the first shop, so that there is a large one.
const OF_THE_FIRST: u32 = 20;

/// What the products of the large catalogue are made of.
pub struct Market {
    pub sellers: Vec<SellerApproved>,
    categories: HashMap<String, Uuid>,
    /// Pictures of demo products, by category.
    pictures: HashMap<String, Vec<Picture>>,
}

impl Market {
    /// A market with so many sellers, of which nothing is written yet.
    pub fn imagine(sellers: u32) -> anyhow::Result<Self> {
        let mut pictures: HashMap<String, Vec<Picture>> = HashMap::new();
        for product in demo()?.products {
            pictures.entry(product.category.clone()).or_default().extend(product.pictures.iter().map(|p| p.shown()));
        }
        let categories = KINDS.iter().map(|kind| (kind.category.to_owned(), seeded("category", kind.category)));
        Ok(Self { sellers: (0..sellers).map(seller).collect(), categories: categories.collect(), pictures })
    }

    async fn open(catalog: &Catalog, sellers: u32) -> anyhow::Result<Self> {
        let market = Self::imagine(sellers)?;
        let mut tx = catalog.db.begin().await?;
        let categories = plant_demo_categories(&mut tx).await?;
        store::sellers(&mut tx, &market.sellers).await?;
        let vocabulary: Vec<&str> = [&ADJECTIVES[..], &MATERIALS, &DETAILS, &MAKERS, &SURNAMES].concat();
        let nouns = KINDS.iter().map(|kind| kind.noun);
        let vocabulary = vocabulary.into_iter().chain(nouns).collect::<Vec<_>>().join(" ");
        crate::store::written::learn_words(&mut tx, &vocabulary).await?;
        tx.commit().await?;
        for kind in &KINDS {
            categories.get(kind.category).with_context(|| format!("no category `{}`", kind.category))?;
        }
        Ok(Self { categories, ..market })
    }

    /// The product with this number, as it is sold.
    pub fn ware(&self, number: u32) -> Ware<'_> {
        let Product { id, seller, slug, title, picture, variants, .. } = self.product(number);
        let variants = variants.into_iter().map(|variant| WareVariant {
            offer: OfferId(variant.offer),
            name: variant.options.values().copied().collect::<Vec<_>>().join(", "),
            sku: variant.sku,
            price_minor: variant.price_minor,
        });
        let (product, picture, variants) = (ProductId(id), picture.src, variants.collect());
        Ware { seller: &self.sellers[seller], product, slug, title, picture, variants }
    }

    fn product(&self, number: u32) -> Product {
        let mut dice = Dice::of(number);
        let kind = dice.pick(&KINDS);
        let anybody = dice.below(self.sellers.len());
        let place = if number % OF_THE_FIRST == OF_THE_FIRST / 2 { 0 } else { anybody };
        let seller = &self.sellers[place];
        let (adjective, material, detail) = (dice.pick(&ADJECTIVES), dice.pick(&MATERIALS), dice.pick(&DETAILS));
        let title = match dice.below(3) {
            0 => format!("{adjective} {} in {material}, {detail}", kind.noun),
            1 => format!("{adjective} {material} {}", kind.noun),
            _ => format!("{} in {material}, {detail}", upper_first(kind.noun)),
        };
        let (options, variants) = variants(number, &kind, &mut dice);
        let pictures = self.pictures.get(kind.category).map(Vec::as_slice).unwrap_or_default();
        let picture = pictures.get(dice.below(pictures.len().max(1))).cloned();
        Product {
            id: seeded("bulk-product", &number.to_string()),
            number,
            seller: place,
            seller_id: seller.seller.0,
            category: self.categories[kind.category],
            slug: format!("{}-{number}", slug(&title)),
            description_html: format!(
                "<p>{adjective} work in {material} from {}, {detail}. Made in small numbers, so no two are quite alike.</p>",
                seller.place
            ),
            specs: vec![("Material".to_owned(), material.to_owned()), ("Made in".to_owned(), seller.place.clone())],
            tags: format!("{} {material}", kind.noun.rsplit(' ').next().unwrap_or_default()),
            options,
            featured: dice.below(200) == 0,
            rating: (dice.below(10) < 7).then(|| (30 + dice.below(21) as i32, 1 + dice.below(600) as i32)),
            picture: picture
                .unwrap_or_else(|| Picture { src: "/pictures/brass-lamp.svg".to_owned(), alt: title.clone() }),
            names: format!("{} {}", seller.name, kind.category.replace('-', " ")),
            title,
            variants,
        }
    }
}

fn variants(number: u32, kind: &Kind, dice: &mut Dice) -> (Vec<&'static str>, Vec<Variant>) {
    let some = |values: &[&'static str], dice: &mut Dice, count: usize| -> Vec<&'static str> {
        let first = dice.below(values.len());
        (0..count.min(values.len())).map(|i| values[(first + i) % values.len()]).collect()
    };
    let (colours, sizes) = match kind.fit {
        Fit::One => (vec![], vec![]),
        Fit::Colour => (some(&COLOURS, dice, 1 + dice.clone().below(4)), vec![]),
        Fit::Size => (vec![], some(&SIZES, dice, 2 + dice.clone().below(3))),
        Fit::Both => (some(&COLOURS, dice, 1 + dice.clone().below(2)), some(&SIZES, dice, 3)),
    };
    let mut axes: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for (name, values) in [("Colour", colours), ("Size", sizes)] {
        if !values.is_empty() {
            axes.push((name, values));
        }
    }
    let mut combinations = vec![BTreeMap::new()];
    for (name, values) in &axes {
        let add = |given: &BTreeMap<&'static str, &'static str>| -> Vec<_> {
            values.iter().map(|value| given.iter().map(|(n, v)| (*n, *v)).chain([(*name, *value)]).collect()).collect()
        };
        combinations = combinations.iter().flat_map(add).collect();
    }
    // Whole tens of rupees, as shops like them.
    let price = i64::from(kind.from_rupees) + dice.below(kind.to_rupees.abs_diff(kind.from_rupees) as usize) as i64;
    let price_minor = price / 10 * 1_000 + 9_000;
    let dearer = dice.below(5) == 0;
    let compare_at_minor = (dice.below(4) == 0).then(|| price_minor * 2);
    let variants = (0..).zip(combinations).map(|(place, options): (i64, _)| {
        let sku = format!("B{number}-{place}");
        Variant {
            id: seeded("bulk-variant", &sku),
            offer: seeded("bulk-offer", &sku),
            options,
            sku,
            price_minor: price_minor + if dearer { place * 5_000 } else { 0 },
            compare_at_minor,
            on_hand: if dice.below(8) == 0 { 0 } else { 1 + dice.below(80) as i32 },
        }
    });
    (axes.iter().map(|(name, _)| *name).collect(), variants.collect())
}

fn seller(number: u32) -> SellerApproved {
    let mut dice = Dice::of(number ^ 0xabcd_0000);
    let name = format!("{} {} {}", dice.pick(&SURNAMES), dice.pick(&MAKERS), number + 1);
    SellerApproved {
        seller: SellerId(seeded("bulk-seller", &number.to_string())),
        slug: slug(&name),
        place: dice.pick(&PLACES).to_owned(),
        tint: dice.pick(&TINTS).to_owned(),
        about: format!("{name} makes things in small numbers and sends them everywhere."),
        returns: "14 days, unused.".to_owned(),
        since: 2015 + dice.below(10) as i32,
        ships_in_days: 1 + dice.below(5) as u32,
        name,
    }
}

fn slug(text: &str) -> String {
    let dashed: String = text.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Numbers that look random and are the same every time (SplitMix64).
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall for this number as they always do.
    pub fn of(number: u32) -> Self {
        Self(u64::from(number).wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    /// A number below the limit, and 0 when that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }

    fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }
}
