//! One product with everything that its page shows.

use super::listing::{money, rating};
use crate::product::{Stored, values};
use contracts::{
    catalog::{Picture, Stock, Variant},
    ids::{CategoryId, OfferId, ProductId, SellerId, VariantId},
};
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A variant with its active offer, as the database puts it into JSON.
#[derive(Debug, Deserialize)]
struct Sold {
    id: Uuid,
    offer: Uuid,
    sku: String,
    options: BTreeMap<String, String>,
    price_minor: i64,
    compare_at_minor: Option<i64>,
    currency: String,
    available: i32,
    picture: Option<usize>,
}

/// A product that is on sale.
pub(crate) async fn by_slug(db: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Stored>> {
    let row = sqlx::query!(
        r#"
        select p.id, p.slug, p.title, p.description_html, p.specs as "specs: Json<Vec<(String, String)>>", p.option_names,
               p.rating_tenths, p.rating_count, p.category_id, p.seller_id, p.seo_title, p.seo_about,
               (select coalesce(jsonb_agg(jsonb_build_object('src', src, 'alt', alt) order by position), '[]')
                  from catalog.pictures
                 where product_id = p.id) as "pictures!: Json<Vec<Picture>>",
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'id', v.id, 'offer', o.id, 'sku', o.sku, 'options', v.options, 'price_minor', o.price_minor,
                           'compare_at_minor', o.compare_at_minor, 'currency', o.currency,
                           'available', stock.on_hand - stock.reserved, 'picture', v.picture) order by v.position, v.id), '[]')
                  from catalog.variants as v
                  join catalog.offers as o on o.variant_id = v.id
                  join catalog.stock on stock.offer_id = o.id
                 where v.product_id = p.id and o.active) as "variants!: Json<Vec<Sold>>"
          from catalog.products as p
         where p.slug = $1
           and exists (select from catalog.listed as l where l.product_id = p.id)
        "#,
        slug
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Stored {
        id: ProductId(row.id),
        variants: row.variants.0.into_iter().map(|sold| variant(sold, &row.option_names)).collect(),
        slug: row.slug,
        title: row.title,
        description_html: row.description_html,
        specs: row.specs.0,
        option_names: row.option_names,
        rating: rating(row.rating_tenths, row.rating_count),
        seo_title: row.seo_title,
        seo_about: row.seo_about,
        category: CategoryId(row.category_id),
        seller: SellerId(row.seller_id),
        pictures: row.pictures.0,
    }))
}

fn variant(sold: Sold, names: &[String]) -> Variant {
    Variant {
        id: VariantId(sold.id),
        offer: OfferId(sold.offer),
        options: values(names, &sold.options),
        price: money(sold.price_minor, &sold.currency),
        compare_at: sold.compare_at_minor.map(|minor| money(minor, &sold.currency)),
        stock: Stock::of(u32::try_from(sold.available).unwrap_or_default()),
        picture: sold.picture,
        sku: sold.sku,
    }
}
