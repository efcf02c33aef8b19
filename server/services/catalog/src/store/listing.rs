//! Reads one page of cards.

use contracts::{
    Currency, Money,
    catalog::{Card, Rating, SellerBadge, Stock},
    ids::{OfferId, ProductId, SellerId},
    search::Sort,
};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

/// What is looked for, as the database is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Query {
    /// Everything.
    All,
    /// A `tsquery`.
    Words(String),
    /// Text that is like it.
    Similar(String),
}

impl Query {
    pub fn mode(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Words(_) => "words",
            Self::Similar(_) => "similar",
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::All => "",
            Self::Words(text) | Self::Similar(text) => text,
        }
    }
}

/// The filters of a search, with names resolved to ids. `None` filters nothing; an empty list lets nothing through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub within: Option<Vec<Uuid>>,
    pub categories: Option<Vec<Uuid>>,
    pub sellers: Option<Vec<String>>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub stars_tenths: Option<i16>,
    pub in_stock: bool,
    /// Option names and values, in pairs.
    pub option_names: Vec<String>,
    pub option_values: Vec<String>,
    /// How many options there are among the pairs.
    pub axes: i64,
}

/// A part of a list: how it is ordered, behind which card it begins, and how many cards it has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    pub sort: Sort,
    pub after: Option<(i64, Uuid)>,
    pub limit: i64,
}

/// A card with its place in the order.
pub(crate) struct Row {
    pub key: i64,
    pub(super) id: Uuid,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) picture: String,
    pub(super) price_minor: i64,
    pub(super) price_max_minor: i64,
    pub(super) compare_at_minor: Option<i64>,
    pub(super) currency: String,
    pub(super) only_offer_id: Option<Uuid>,
    pub(super) rating_tenths: Option<i32>,
    pub(super) rating_count: i32,
    pub(super) available: i64,
    pub(super) seller_id: Uuid,
    pub(super) seller_slug: String,
    pub(super) seller_name: String,
    pub(super) place: String,
    pub(super) tint: String,
}

impl Row {
    pub fn id(&self) -> Uuid {
        self.id
    }

    pub fn card(self) -> Card {
        let money = |minor| money(minor, &self.currency);
        Card {
            product: ProductId(self.id),
            price: money(self.price_minor),
            from: self.price_max_minor > self.price_minor,
            compare_at: self.compare_at_minor.map(money),
            stock: Stock::of(u32::try_from(self.available).unwrap_or_default()),
            rating: rating(self.rating_tenths, self.rating_count),
            offer: self.only_offer_id.map(OfferId),
            slug: self.slug,
            title: self.title,
            picture: self.picture,
            seller: SellerBadge {
                id: SellerId(self.seller_id),
                slug: self.seller_slug,
                name: self.seller_name,
                place: self.place,
                tint: self.tint,
            },
        }
    }
}

/// An amount as it is stored. Every currency that is written comes from [`Currency`].
pub(crate) fn money(minor: i64, currency: &str) -> Money {
    Money::new(minor, Currency::from_code(currency).unwrap_or(Currency::Inr))
}

pub(crate) fn rating(tenths: Option<i32>, count: i32) -> Option<Rating> {
    Some(Rating { tenths: u32::try_from(tenths?).ok()?, count: u32::try_from(count).ok()? })
}

/// Begins to read lists.
///
/// Plans are made for the values at hand: filters that are not set then cost nothing, and a list in the order of an index
/// is read from it, because its pages lie in memory, or on a disk that has no arm. Compiling such short statements would take longer than they do. The similarity at which a misspelt
/// word still counts is lower than PostgreSQL's 0.6, which forgives one slip in eight letters at most. That a query of
/// stop words finds nothing needs no notice in the log.
pub(crate) async fn begin(db: &PgPool) -> sqlx::Result<Transaction<'static, Postgres>> {
    db.begin_with(
        "begin read only;
         set local plan_cache_mode = force_custom_plan;
         set local jit = off;
         set local work_mem = '32MB';
         set local random_page_cost = 1.1;
         set local client_min_messages = warning;
         set local pg_trgm.word_similarity_threshold = 0.45",
    )
    .await
}

/// A part of the list of everything that passes the filters.
///
/// `key` is one number for every order, the largest first; with the id behind it, the order is total.
pub(crate) async fn browse(db: &mut PgConnection, filter: &Filter, slice: Slice) -> sqlx::Result<Vec<Row>> {
    sqlx::query_file_as!(
        Row,
        "src/store/browse.sql",
        &filter.option_names,
        &filter.option_values,
        slice.sort.as_str(),
        slice.after.map(|(key, _)| key),
        slice.after.map(|(_, id)| id),
        filter.within.as_deref(),
        filter.categories.as_deref(),
        filter.sellers.as_deref(),
        filter.min,
        filter.max,
        filter.stars_tenths,
        filter.in_stock,
        filter.axes,
        slice.limit
    )
    .fetch_all(db)
    .await
}
