//! Counts what a search finds, and what it would find with one filter less.

use super::listing::{Filter, Query};
use sqlx::PgConnection;
use uuid::Uuid;

/// One count: of a facet's value, or of the list.
#[derive(Debug)]
pub(crate) struct Count {
    /// `looked`, `total`, `category`, `seller`, `rating`, `option/<name>`, `price`, `lowest`, `highest`, `currency`, `in_stock`,
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
///
/// Of a list that is longer than `most`, so many products are looked at, and `looked` says that there was one more.
pub(crate) async fn survey(
    db: &mut PgConnection,
    query: &Query,
    filter: &Filter,
    most: i64,
) -> sqlx::Result<Vec<Count>> {
    let only = match &filter.sellers {
        Some(sellers) => lone(db, query, filter, sellers, most).await?,
        None => None,
    };
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
        STEPS,
        most + 1,
        only.as_deref()
    )
    .fetch_all(db)
    .await
}

/// The shops that are chosen of a list that has more than `most` products before it is filtered.
async fn lone(
    db: &mut PgConnection,
    query: &Query,
    filter: &Filter,
    sellers: &[String],
    most: i64,
) -> sqlx::Result<Option<Vec<Uuid>>> {
    let only = sqlx::query_scalar!(
        r#"
        select case when count(*) > $4::bigint then array(select id from catalog.sellers where slug = any ($5)) end
          from (select from catalog.listed as l where $1 = 'all' and ($3::uuid[] is null or l.category_id = any ($3))
                 union all
                select
                  from catalog.products as p
                 where $1 = 'words'
                   and p.status = 'active'
                   and p.search @@ to_tsquery('pg_catalog.english', case when $1 = 'words' then catalog.fold($2) else '' end)
                 limit $4::bigint + 1) as l
        "#,
        query.mode(),
        query.text(),
        filter.within.as_deref(),
        most,
        sellers
    );
    only.fetch_one(db).await
}
