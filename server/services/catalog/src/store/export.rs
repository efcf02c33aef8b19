//! A shop's goods on their way out.

use contracts::{Currency, ids::SellerId};
use sqlx::{PgConnection, types::Json};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A product as it is written into a file.
pub(crate) struct Good {
    pub handle: String,
    pub title: String,
    pub description_html: String,
    /// Slug of its category.
    pub category: String,
    pub tags: Vec<String>,
    pub status: String,
    pub option_names: Vec<String>,
    /// Address and words.
    pub pictures: Vec<(String, String)>,
    pub variants: Vec<SoldVariant>,
}

pub(crate) struct SoldVariant {
    pub options: BTreeMap<String, String>,
    pub sku: String,
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub currency: Currency,
    pub on_hand: i32,
    pub picture: Option<String>,
}

/// Products of a shop that have something to sell, by handle, at most `limit` behind the one with this handle.
pub(crate) async fn goods(db: &mut PgConnection, seller: SellerId, after: &str, limit: i64) -> sqlx::Result<Vec<Good>> {
    let rows = sqlx::query!(
        r#"
        select p.id, p.handle, p.title, p.description_html, c.slug as category, p.tags, p.status, p.option_names,
               array(select src from catalog.pictures where product_id = p.id order by position) as "srcs!",
               array(select alt from catalog.pictures where product_id = p.id order by position) as "alts!"
          from catalog.products as p
          join catalog.categories as c on c.id = p.category_id
         where p.seller_id = $1
           and p.handle > $2
           and exists (select from catalog.offers as o where o.product_id = p.id and o.active)
         order by p.handle
         limit $3
        "#,
        seller.0,
        after,
        limit
    )
    .fetch_all(&mut *db)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut variants = variants(db, &ids).await?;
    let goods = rows.into_iter().map(|row| Good {
        variants: variants.remove(&row.id).unwrap_or_default(),
        handle: row.handle,
        title: row.title,
        description_html: row.description_html,
        category: row.category,
        tags: row.tags,
        status: row.status,
        option_names: row.option_names,
        pictures: row.srcs.into_iter().zip(row.alts).collect(),
    });
    Ok(goods.collect())
}

/// Variants on sale, by product.
async fn variants(db: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<SoldVariant>>> {
    let rows = sqlx::query!(
        r#"
        select v.product_id,
               v.options as "options: Json<BTreeMap<String, String>>",
               o.sku,
               o.price_minor,
               o.compare_at_minor,
               o.currency,
               s.on_hand,
               (select src from catalog.pictures where product_id = v.product_id and position = v.picture) as picture
          from catalog.variants as v
          join catalog.offers as o on o.variant_id = v.id
          join catalog.stock as s on s.offer_id = o.id
         where v.product_id = any($1)
           and o.active
         order by v.product_id, v.position, v.id
        "#,
        products
    )
    .fetch_all(db)
    .await?;
    let mut variants: HashMap<Uuid, Vec<SoldVariant>> = HashMap::new();
    for row in rows {
        variants.entry(row.product_id).or_default().push(SoldVariant {
            options: row.options.0,
            sku: row.sku,
            price_minor: row.price_minor,
            compare_at_minor: row.compare_at_minor,
            currency: Currency::from_code(&row.currency).unwrap_or(Currency::Inr),
            on_hand: row.on_hand,
            picture: row.picture,
        });
    }
    Ok(variants)
}
