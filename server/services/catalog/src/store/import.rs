//! What an import asks of the catalogue.

use crate::import::{Kept, KeptVariant, REST_NAME, REST_SLUG};
use contracts::{
    catalog::Picture,
    goods::Status,
    ids::{CategoryId, ProductId, SellerId},
};
use sqlx::{PgConnection, types::Json};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The shop with this slug.
pub(crate) async fn seller(db: &mut PgConnection, slug: &str) -> sqlx::Result<Option<SellerId>> {
    Ok(sqlx::query_scalar!("select id from catalog.sellers where slug = $1", slug)
        .fetch_optional(db)
        .await?
        .map(SellerId))
}

/// Id, slug and name of every category, in the order in which they are shown; of one that is being merged, the other's id.
pub(crate) async fn categories(db: &mut PgConnection) -> sqlx::Result<Vec<(CategoryId, String, String)>> {
    let rows = sqlx::query!(
        r#"select coalesce(merging_into, id) as "id!", slug, name from catalog.categories order by position, slug"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (CategoryId(row.id), row.slug, row.name)).collect())
}

/// The category of what fits nowhere else; made with the given id, behind all others, where there is none.
pub(crate) async fn rest(tx: &mut PgConnection, id: CategoryId) -> sqlx::Result<CategoryId> {
    sqlx::query!(
        "
        insert into catalog.categories (id, slug, name, position)
        select $1, $2, $3, coalesce(max(position), 0) + 1 from catalog.categories
            on conflict (slug) do nothing
        ",
        id.0,
        REST_SLUG,
        REST_NAME
    )
    .execute(&mut *tx)
    .await?;
    let id = sqlx::query_scalar!("select id from catalog.categories where slug = $1", REST_SLUG).fetch_one(tx).await?;
    Ok(CategoryId(id))
}

/// Makes other imports into the same shop wait until the transaction ends.
pub(crate) async fn lock(tx: &mut PgConnection, seller: SellerId) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('catalog.import/' || $1::text, 0))",
        seller.to_string()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes PostgreSQL plan every statement once, and by indexes, until the transaction ends.
///
/// The tables grow while it runs: plans that were made when they were small would read all of them for every product. To plan
/// anew for every product would take longer than what is planned.
pub(crate) async fn plan_once(tx: &mut PgConnection) -> sqlx::Result<()> {
    let settings = "discard plans;
                    set local plan_cache_mode = force_generic_plan;
                    set local enable_seqscan = off";
    sqlx::raw_sql(settings).execute(tx).await?;
    Ok(())
}

/// The handles of the products that have these SKUs.
pub(crate) async fn owners(
    db: &mut PgConnection,
    seller: SellerId,
    skus: &[String],
) -> sqlx::Result<HashMap<String, String>> {
    let rows = sqlx::query!(
        "
        select o.sku, p.handle
          from catalog.offers as o
          join catalog.products as p on p.id = o.product_id
         where o.seller_id = $1
           and o.sku = any($2)
           and o.sku <> ''
        ",
        seller.0,
        skus
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.handle)).collect())
}

/// A product of the shop as it is, where there is one.
pub(crate) async fn kept(tx: &mut PgConnection, seller: SellerId, handle: &str) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query!(
        r#"
        select id, category_id, description_html, tags, status, option_names,
               specs as "specs: Json<Vec<(String, String)>>",
               search_words,
               featured,
               array(select src from catalog.pictures where product_id = p.id order by position) as "srcs!",
               array(select alt from catalog.pictures where product_id = p.id order by position) as "alts!"
          from catalog.products as p
         where seller_id = $1
           and handle = $2
        "#,
        seller.0,
        handle
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let variants = sqlx::query!(
        r#"
        select o.sku, o.active, o.compare_at_minor, v.options as "options: Json<BTreeMap<String, String>>", v.picture
          from catalog.variants as v
          join catalog.offers as o on o.variant_id = v.id
         where v.product_id = $1
         order by v.retired, v.position
        "#,
        row.id
    )
    .fetch_all(tx)
    .await?;
    let variants = variants.into_iter().map(|row| KeptVariant {
        sku: row.sku,
        options: row.options.0,
        compare_at_minor: row.compare_at_minor,
        picture: row.picture.and_then(|place| usize::try_from(place).ok()),
        active: row.active,
    });
    Ok(Some(Kept {
        category: CategoryId(row.category_id),
        description_html: row.description_html,
        specs: row.specs.0,
        tags: row.tags,
        search_words: row.search_words,
        status: Status::from_word(&row.status),
        featured: row.featured,
        options: row.option_names,
        variants: variants.collect(),
        pictures: row.srcs.into_iter().zip(row.alts).map(|(src, alt)| Picture { src, alt }).collect(),
    }))
}

/// Whether this transaction has changed anything of a product: what is written as it was is not written at all.
pub(crate) async fn touched(tx: &mut PgConnection, product: ProductId) -> sqlx::Result<bool> {
    let id: Uuid = product.0;
    sqlx::query_scalar!(
        r#"
        select exists (
            select from catalog.products where id = $1 and xmin = pg_current_xact_id()::xid
            union all
            select from catalog.pictures where product_id = $1 and xmin = pg_current_xact_id()::xid
            union all
            select from catalog.variants where product_id = $1 and xmin = pg_current_xact_id()::xid
            union all
            select from catalog.offers where product_id = $1 and xmin = pg_current_xact_id()::xid
            union all
            -- That a figure of stock was given again is noted, but moves nothing.
            select from catalog.stock as s
              join catalog.offers as o on o.id = s.offer_id
              join catalog.stock_movements as m on m.offer_id = s.offer_id
             where o.product_id = $1 and s.xmin = pg_current_xact_id()::xid and m.xmin = pg_current_xact_id()::xid
        ) as "touched!"
        "#,
        id
    )
    .fetch_one(tx)
    .await
}
