//! Reads one page of cards that a query finds.

use super::listing::{Filter, Query, Row, Slice};
use crate::words;
use sqlx::PgConnection;

/// Products that are compared by how well they match. All of a list that is not too long for everything in it to be looked at.
const MOST_RANKED: i64 = 3_300;

/// A part of the list of what the query finds and the filters let through, the best match first.
pub(crate) async fn found(
    db: &mut PgConnection,
    query: &Query,
    filter: &Filter,
    slice: Slice,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_file_as!(
        Row,
        "src/store/found.sql",
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
        slice.limit,
        query.mode(),
        query.text(),
        MOST_RANKED
    )
    .fetch_all(db)
    .await
}

/// The same of words that very many products have, in another order: the list is read in it until there is enough.
pub(crate) async fn sorted(
    db: &mut PgConnection,
    words: &str,
    filter: &Filter,
    slice: Slice,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_file_as!(
        Row,
        "src/store/sorted.sql",
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
        slice.limit,
        words
    )
    .fetch_all(db)
    .await
}

/// Whether anything on sale has all the words.
pub(crate) async fn finds(db: &mut PgConnection, words: &[String]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (select
                         from catalog.products as p
                         join catalog.listed as l on l.product_id = p.id
                        where p.status = 'active'
                          and p.search @@ to_tsquery('pg_catalog.english', catalog.fold($1))) as "exists!"
        "#,
        words::tsquery(words)
    )
    .fetch_one(db)
    .await
}

/// Words that a misspelt one may have meant. A market has some ten thousand; more are not compared.
pub(crate) async fn vocabulary(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select word from catalog.vocabulary order by word limit 50000").fetch_all(db).await
}
