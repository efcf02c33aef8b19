//! Many products at once.

use crate::bulk::Product;
use contracts::{deal::Deal, events::SellerApproved};
use sqlx::{PgConnection, PgPool, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Writes sellers that are not there yet.
pub(crate) async fn sellers(tx: &mut PgConnection, sellers: &[SellerApproved]) -> sqlx::Result<()> {
    let text = |field: fn(&SellerApproved) -> &String| sellers.iter().map(field).cloned().collect::<Vec<String>>();
    sqlx::query!(
        "
        insert into catalog.sellers (id, slug, name, place, tint, about, returns, since, ships_in_days)
        select *
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[],
                      $9::integer[])
            on conflict do nothing
        ",
        &sellers.iter().map(|seller| seller.seller.0).collect::<Vec<Uuid>>(),
        &text(|seller| &seller.slug),
        &text(|seller| &seller.name),
        &text(|seller| &seller.place),
        &text(|seller| &seller.tint),
        &text(|seller| &seller.about),
        &text(|seller| &seller.returns),
        &sellers.iter().map(|seller| seller.since).collect::<Vec<i32>>(),
        &sellers.iter().map(|seller| seller.ships_in_days.cast_signed()).collect::<Vec<i32>>()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes products and their pictures; those that are there stay as they are. A product is a minute older than the one
/// with the number before it.
pub(crate) async fn products(tx: &mut PgConnection, batch: &[Product]) -> sqlx::Result<()> {
    let text = |field: fn(&Product) -> String| batch.iter().map(field).collect::<Vec<String>>();
    let ids: Vec<Uuid> = batch.iter().map(|product| product.id).collect();
    let (tenths, counts): (Vec<Option<i32>>, Vec<i32>) = batch
        .iter()
        .map(|product| (product.rating.map(|rating| rating.0), product.rating.map_or(0, |rating| rating.1)))
        .unzip();
    sqlx::query!(
        "
        insert into catalog.products
               (id, seller_id, category_id, slug, handle, title, description_html, specs, tags, option_names, status,
                featured, picture, rating_tenths, rating_count, search, folded, created_at)
        select id, seller_id, category_id, slug, slug, title, description_html, specs, string_to_array(tags, ' '),
               string_to_array(option_names, ','), 'active', featured, picture, rating_tenths, rating_count,
               catalog.search_of(title, names || ' ' || tags, '', rest),
               catalog.words(title || ' ' || names || ' ' || tags),
               timestamptz '2025-01-01 00:00:00+00' - number * interval '1 minute'
          from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::text[],
                      $9::text[], $10::boolean[], $11::text[], $12::integer[], $13::integer[], $14::text[], $15::text[],
                      $16::bigint[])
               as new (id, seller_id, category_id, slug, title, description_html, specs, tags, option_names, featured,
                       picture, rating_tenths, rating_count, names, rest, number)
            on conflict do nothing
        ",
        &ids,
        &batch.iter().map(|product| product.seller_id).collect::<Vec<Uuid>>(),
        &batch.iter().map(|product| product.category).collect::<Vec<Uuid>>(),
        &text(|product| product.slug.clone()),
        &text(|product| product.title.clone()),
        &text(|product| product.description_html.clone()),
        &batch.iter().map(|product| Json(&product.specs)).collect::<Vec<_>>() as _,
        &text(|product| product.tags.clone()),
        &text(|product| product.options.join(",")),
        &batch.iter().map(|product| product.featured).collect::<Vec<bool>>(),
        &text(|product| product.picture.src.clone()),
        &tenths as _,
        &counts,
        &text(|product| product.names.clone()),
        &text(|product| product.description_html.replace("<p>", " ").replace("</p>", " ")),
        &batch.iter().map(|product| i64::from(product.number)).collect::<Vec<i64>>()
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "
        insert into catalog.pictures (product_id, position, src, alt)
        select id, 0, src, alt from unnest($1::uuid[], $2::text[], $3::text[]) as new (id, src, alt)
            on conflict do nothing
        ",
        &ids,
        &text(|product| product.picture.src.clone()),
        &text(|product| product.picture.alt.clone())
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes variants, offers and their first stock; those that are there stay as they are.
pub(crate) async fn variants(tx: &mut PgConnection, batch: &[Product]) -> sqlx::Result<()> {
    let all = || batch.iter().flat_map(|product| (0_i32..).zip(&product.variants).map(move |(i, v)| (product, i, v)));
    let offers: Vec<Uuid> = all().map(|(_, _, variant)| variant.offer).collect();
    let options: Vec<Json<&BTreeMap<&str, &str>>> = all().map(|(_, _, variant)| Json(&variant.options)).collect();
    sqlx::query!(
        "
        with new as (
            select *
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::jsonb[], $7::text[],
                          $8::bigint[], $9::bigint[])
                   as new (id, offer_id, product_id, seller_id, position, options, sku, price_minor, compare_at_minor)
        ), variants as (
            insert into catalog.variants (id, product_id, position, options)
            select id, product_id, position, options from new
                on conflict do nothing
        )
        insert into catalog.offers (id, variant_id, product_id, seller_id, sku, price_minor, compare_at_minor, currency)
        select offer_id, id, product_id, seller_id, sku, price_minor, compare_at_minor, 'INR' from new
            on conflict do nothing
        ",
        &all().map(|(_, _, variant)| variant.id).collect::<Vec<Uuid>>(),
        &offers,
        &all().map(|(product, _, _)| product.id).collect::<Vec<Uuid>>(),
        &all().map(|(product, _, _)| product.seller_id).collect::<Vec<Uuid>>(),
        &all().map(|(_, position, _)| position).collect::<Vec<i32>>(),
        &options as _,
        &all().map(|(_, _, variant)| variant.sku.clone()).collect::<Vec<String>>(),
        &all().map(|(_, _, variant)| variant.price_minor).collect::<Vec<i64>>(),
        &all().map(|(_, _, variant)| variant.compare_at_minor).collect::<Vec<Option<i64>>>() as _
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "
        with received as (
            insert into catalog.stock (offer_id, on_hand)
            select * from unnest($1::uuid[], $2::integer[])
                on conflict do nothing
            returning offer_id, on_hand
        )
        insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason)
        select offer_id, on_hand, 0, 'received' from received where on_hand > 0
        ",
        &offers,
        &all().map(|(_, _, variant)| variant.on_hand).collect::<Vec<i32>>()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes the reservations and movements of purchases that were made up.
pub(crate) async fn deals(db: &mut PgConnection, deals: &[Deal]) -> sqlx::Result<()> {
    sqlx::query_file!("src/store/sold.sql", Json(deals) as _).execute(db).await?;
    Ok(())
}

/// Lets the database know how much there is now, so that its plans fit.
pub(crate) async fn tidy(db: &PgPool) -> sqlx::Result<()> {
    sqlx::query!("vacuum (analyze) catalog.products, catalog.listed, catalog.listed_offers, catalog.offers, catalog.variants, catalog.stock, catalog.option_values, catalog.sellers")
        .execute(db)
        .await?;
    Ok(())
}
