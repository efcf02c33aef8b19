//! Counts what a search finds, and what it would find with one filter less.

use super::listing::{Filter, Query};
use sqlx::PgConnection;

/// One count: of a facet's value, or of the list.
#[derive(Debug)]
pub(crate) struct Count {
    /// `total`, `category`, `seller`, `rating`, `option/<name>`, `price`, `lowest`, `highest`, `currency`, `in_stock`,
    /// or `without/<facet>`.
    pub facet: String,
    pub value: String,
    pub label: String,
    pub count: i64,
}

/// Sellers of whom the facet tells; more would be a directory.
const SELLERS: i64 = 30;
/// Options, and values of each, that the facet tells of.
const OPTIONS: i64 = 12;
const VALUES: i64 = 40;
/// Steps of the price histogram.
pub(crate) const STEPS: i64 = 16;

/// Counts everything in one pass: each product is judged by every filter, and is kept when at most one of them refuses
/// it. It counts for the facet of that filter only, and for all of them when none refuses it.
///
/// Options and stock are judged as one, because they must hold for the same offer. `hits` is how many of the wanted
/// options an offer has; an offer has one value of each option.
pub(crate) async fn survey(db: &mut PgConnection, query: &Query, filter: &Filter) -> sqlx::Result<Vec<Count>> {
    sqlx::query_file_as!(
        Count,
        "src/store/survey.sql",
        &filter.option_names,
        &filter.option_values,
        query.mode(),
        query.text(),
        filter.axes,
        filter.in_stock,
        filter.categories.as_deref(),
        filter.sellers.as_deref(),
        filter.min,
        filter.max,
        filter.stars_tenths,
        filter.within.as_deref(),
        SELLERS,
        VALUES,
        OPTIONS,
        STEPS
    )
    .fetch_all(db)
    .await
}
