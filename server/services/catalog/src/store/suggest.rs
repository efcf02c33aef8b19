//! What begins like something that is typed.

use super::listing::money;
use contracts::catalog::{Crumb, SuggestedProduct};
use sqlx::PgConnection;

/// A category or a seller.
pub(crate) struct Named {
    pub is_seller: bool,
    pub crumb: Crumb,
}

/// At most three categories and three sellers with a word that begins like the text.
pub(crate) async fn named(db: &mut PgConnection, text: &str) -> sqlx::Result<Vec<Named>> {
    let rows = sqlx::query!(
        r#"
        (select false as "is_seller!", slug as "slug!", name as "name!"
           from catalog.categories
          where ' ' || catalog.words(name) like '% ' || catalog.words($1) || '%'
          order by parent_id nulls first, position, slug
          limit 3)
        union all
        (select true, slug, name
           from catalog.sellers
          where active
            and ' ' || catalog.words(name) like '% ' || catalog.words($1) || '%'
          order by name, slug
          limit 3)
        "#,
        text
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Named { is_seller: row.is_seller, crumb: Crumb { slug: row.slug, name: row.name } })
        .collect())
}

/// Products with all the words. Of those that many have, some hundred are compared and the best of them given: whoever
/// has typed two letters wants something at once, not the very best.
pub(crate) async fn products(db: &mut PgConnection, tsquery: &str, limit: i64) -> sqlx::Result<Vec<SuggestedProduct>> {
    let rows = sqlx::query!(
        r#"
        with found as materialized (
            select p.id
              from catalog.products as p
             where p.status = 'active'
               and p.search @@ to_tsquery('pg_catalog.english', catalog.fold($1))
             limit 300
        )
        select p.slug, p.title, p.picture, l.price_minor, l.currency
          from found
          join catalog.listed as l on l.product_id = found.id
          join catalog.products as p on p.id = found.id
          join catalog.sellers as s on s.id = l.seller_id
         where s.active
         order by ts_rank(p.search, to_tsquery('pg_catalog.english', catalog.fold($1))) desc, l.best desc
         limit $2
        "#,
        tsquery,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SuggestedProduct {
            price: money(row.price_minor, &row.currency).to_string(),
            slug: row.slug,
            title: row.title,
            picture: row.picture,
        })
        .collect())
}
