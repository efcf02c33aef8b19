//! A seller's products, as they are edited.

use super::listing::money;
use crate::{Error, goods::Price, inventory::Movement, product::values, write::MAX_PRICE};
use contracts::{
    Currency,
    catalog::Picture,
    events::PriceChanged,
    goods::{Goods, Line, SaveGoods, Status},
    ids::{CategoryId, OfferId, ProductId, SellerId, VariantId},
    problem::{FieldError, Problem},
};
use sqlx::{PgConnection, types::Json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A product of the shop with the variants that are for sale.
pub(crate) async fn one(db: &mut PgConnection, seller: SellerId, id: ProductId) -> sqlx::Result<Option<Goods>> {
    let row = sqlx::query!(
        r#"
        select version, slug, title, description_html, category_id, specs as "specs: Json<Vec<(String, String)>>", tags,
               seo_title, seo_about, option_names, status, blocked_at is not null as "blocked!", blocked_reason, asked,
               asked_reason
          from catalog.products
         where id = $1
           and seller_id = $2
        "#,
        id.0,
        seller.0
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (variants, currency) = lines(db, id, &row.option_names).await?;
    Ok(Some(Goods {
        id,
        version: row.version,
        slug: row.slug,
        title: row.title,
        description_html: row.description_html,
        category: CategoryId(row.category_id),
        specs: row.specs.0,
        tags: row.tags,
        seo_title: row.seo_title,
        seo_about: row.seo_about,
        options: row.option_names,
        variants,
        pictures: pictures(db, id).await?,
        status: Status::from_word(&row.status).unwrap_or_default(),
        blocked: row.blocked.then_some(row.blocked_reason),
        asked: row.asked.then_some(row.asked_reason),
        currency,
    }))
}

async fn lines(db: &mut PgConnection, id: ProductId, options: &[String]) -> sqlx::Result<(Vec<Line>, Currency)> {
    let rows = sqlx::query!(
        r#"
        select v.id, o.id as offer, v.options as "options: Json<BTreeMap<String, String>>", o.sku, o.price_minor,
               o.compare_at_minor, o.currency, s.on_hand, s.reserved
          from catalog.variants as v
          join catalog.offers as o on o.variant_id = v.id
          join catalog.stock as s on s.offer_id = o.id
         where v.product_id = $1
           and o.active
         order by v.position, v.id
        "#,
        id.0
    )
    .fetch_all(db)
    .await?;
    let currency = rows.first().and_then(|row| Currency::from_code(&row.currency)).unwrap_or(Currency::Inr);
    let lines = rows.into_iter().map(|row| Line {
        id: VariantId(row.id),
        offer: OfferId(row.offer),
        options: values(options, &row.options.0),
        sku: row.sku,
        price_minor: row.price_minor,
        compare_at_minor: row.compare_at_minor,
        on_hand: u32::try_from(row.on_hand).unwrap_or_default(),
        reserved: u32::try_from(row.reserved).unwrap_or_default(),
    });
    Ok((lines.collect(), currency))
}

/// A product's pictures in their order.
pub(crate) async fn pictures(db: &mut PgConnection, id: ProductId) -> sqlx::Result<Vec<Picture>> {
    sqlx::query_as!(Picture, "select src, alt from catalog.pictures where product_id = $1 order by position", id.0)
        .fetch_all(db)
        .await
}

/// What is kept of a product that its form does not speak of.
pub(crate) struct Locked {
    pub version: i64,
    pub handle: String,
    pub search_words: String,
    pub featured: bool,
    pub currency: Currency,
}

impl Locked {
    /// Of a product that is not there yet.
    pub fn new(handle: String, currency: Currency) -> Self {
        Self { version: 0, handle, search_words: String::new(), featured: false, currency }
    }
}

/// Locks a product of the shop until the transaction ends.
pub(crate) async fn lock(tx: &mut PgConnection, seller: SellerId, id: ProductId) -> sqlx::Result<Option<Locked>> {
    let row = sqlx::query!(
        r#"
        select version, handle, search_words, featured,
               (select currency from catalog.offers where product_id = $1 limit 1) as currency
          from catalog.products
         where id = $1
           and seller_id = $2
           for update
        "#,
        id.0,
        seller.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Locked {
        version: row.version,
        handle: row.handle,
        search_words: row.search_words,
        featured: row.featured,
        currency: row.currency.as_deref().and_then(Currency::from_code).unwrap_or(Currency::Inr),
    }))
}

/// A handle that no product of the shop has.
pub(crate) async fn free_handle(
    tx: &mut PgConnection,
    seller: SellerId,
    wanted: &str,
    id: ProductId,
) -> sqlx::Result<String> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select from catalog.products where seller_id = $1 and handle = $2) as "taken!""#,
        seller.0,
        wanted
    )
    .fetch_one(tx)
    .await?;
    let short: String = wanted.chars().take(160).collect();
    Ok(if taken { format!("{short}-{}", id.0.simple()) } else { wanted.to_owned() })
}

/// Which picture each variant has.
pub(crate) async fn faces(tx: &mut PgConnection, id: ProductId) -> sqlx::Result<BTreeMap<VariantId, Option<usize>>> {
    let rows =
        sqlx::query!("select id, picture from catalog.variants where product_id = $1", id.0).fetch_all(tx).await?;
    let face = |picture: Option<i32>| picture.and_then(|place| usize::try_from(place).ok());
    Ok(rows.into_iter().map(|row| (VariantId(row.id), face(row.picture))).collect())
}

/// Lets variants follow their pictures: `places` has for each old place the new one.
pub(crate) async fn follow(tx: &mut PgConnection, id: ProductId, places: &[Option<i32>]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update catalog.variants
           set picture = ($2::integer[])[picture + 1]
         where product_id = $1
           and picture is not null
        ",
        id.0,
        places as _
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes the first of its pictures the one that lists show.
pub(crate) async fn cover(tx: &mut PgConnection, id: ProductId) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update catalog.products as p
           set picture = coalesce((select src from catalog.pictures where product_id = $1 and position = 0), ''),
               updated_at = now()
         where p.id = $1
        ",
        id.0
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives a product another address, if no other has it.
pub(crate) async fn move_to(tx: &mut PgConnection, id: ProductId, slug: &str) -> Result<(), Error> {
    let outcome = sqlx::query!(
        "
        update catalog.products
           set slug = $2,
               version = version + 1,
               updated_at = now()
         where id = $1
           and slug <> $2
        ",
        id.0,
        slug
    )
    .execute(tx)
    .await;
    match outcome {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("products_slug_unique") => {
            let message = "Another product on Levomart has this address.".to_owned();
            Err(Error::Invalid(Problem::invalid(vec![FieldError { field: "slug".to_owned(), message }])))
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes what search engines are told; gives the version that the product has then.
pub(crate) async fn tell_engines(tx: &mut PgConnection, id: ProductId, save: &SaveGoods) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "
        update catalog.products
           set version = version + case when (seo_title, seo_about) = ($2, $3) then 0 else 1 end,
               updated_at = case when (seo_title, seo_about) = ($2, $3) then updated_at else now() end,
               seo_title = $2,
               seo_about = $3
         where id = $1
        returning version
        ",
        id.0,
        save.seo_title.trim(),
        save.seo_about.trim()
    )
    .fetch_one(tx)
    .await
}

/// Locks those of the products that are the shop's, in ascending order.
pub(crate) async fn lock_all(tx: &mut PgConnection, seller: SellerId, products: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select id from catalog.products where seller_id = $1 and id = any($2) order by id for update",
        seller.0,
        products
    )
    .fetch_all(tx)
    .await
}

/// Gives locked products this status; tells how many had another.
pub(crate) async fn set_status(tx: &mut PgConnection, products: &[Uuid], status: Status) -> sqlx::Result<u64> {
    let outcome = sqlx::query!(
        "
        update catalog.products
           set status = $2,
               version = version + 1,
               updated_at = now()
         where id = any($1)
           and status <> $2
        ",
        products,
        status.as_str()
    )
    .execute(tx)
    .await?;
    Ok(outcome.rows_affected())
}

/// The offers of products that are for sale, each with its product.
pub(crate) async fn offers(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<Vec<(OfferId, Uuid)>> {
    let rows =
        sqlx::query!("select id, product_id from catalog.offers where product_id = any($1) and active", products)
            .fetch_all(tx)
            .await?;
    Ok(rows.into_iter().map(|row| (OfferId(row.id), row.product_id)).collect())
}

/// Gives locked products new prices; tells how many have changed, and what of their offers in ascending order.
pub(crate) async fn set_prices(
    tx: &mut PgConnection,
    seller: SellerId,
    products: &[Uuid],
    price: Price,
) -> sqlx::Result<(u64, Vec<PriceChanged>)> {
    let (is, by) = match price {
        Price::Is(minor) => (Some(minor), 0),
        Price::By(hundredths) => (None, i64::from(hundredths)),
    };
    let rows = sqlx::query!(
        r#"
        with old as materialized (
            select id, price_minor, case when currency = 'JPY' then 1 else 100 end as unit
              from catalog.offers
             where product_id = any($1)
               and active
             order by id
               for update
        ), priced as (
            select id, price_minor as was,
                   least($4::bigint,
                         coalesce($2::bigint,
                                  greatest(unit, round(price_minor * (10000 + $3::bigint)::numeric / 10000 / unit) * unit))
                        )::bigint as minor
              from old
        )
        update catalog.offers as o
           set price_minor = priced.minor,
               compare_at_minor = case when o.compare_at_minor > priced.minor then o.compare_at_minor end
          from priced
         where o.id = priced.id
           and o.price_minor <> priced.minor
        returning o.id, o.product_id, o.currency, priced.was as "was!", o.price_minor
        "#,
        products,
        is,
        by,
        MAX_PRICE
    )
    .fetch_all(&mut *tx)
    .await?;
    let changed: Vec<Uuid> = BTreeSet::from_iter(rows.iter().map(|row| row.product_id)).into_iter().collect();
    sqlx::query!("update catalog.products set version = version + 1, updated_at = now() where id = any($1)", &changed)
        .execute(tx)
        .await?;
    let mut changes: Vec<PriceChanged> = rows
        .into_iter()
        .map(|row| PriceChanged {
            offer: OfferId(row.id),
            seller,
            old: money(row.was, &row.currency),
            new: money(row.price_minor, &row.currency),
        })
        .collect();
    changes.sort_by_key(|change| change.offer);
    Ok((changed.len() as u64, changes))
}

/// How locked stock has to move so that `units` of each offer can be bought, beside those that orders hold.
pub(crate) async fn counted(tx: &mut PgConnection, offers: &[OfferId], units: i64) -> sqlx::Result<Vec<Movement>> {
    let ids: Vec<Uuid> = offers.iter().map(|offer| offer.0).collect();
    let rows = sqlx::query!(
        r#"
        select offer_id, $2::bigint + reserved - on_hand as "delta!"
          from catalog.stock
         where offer_id = any($1)
           and on_hand <> $2::bigint + reserved
         order by offer_id
        "#,
        &ids,
        units
    )
    .fetch_all(tx)
    .await?;
    let movement = |(offer, delta)| Movement { offer: OfferId(offer), on_hand: delta, reserved: 0 };
    Ok(rows.into_iter().map(|row| (row.offer_id, row.delta)).map(movement).collect())
}

/// SKU and units on hand of offers.
pub(crate) async fn counts(
    tx: &mut PgConnection,
    offers: &[OfferId],
) -> sqlx::Result<BTreeMap<OfferId, (String, i32)>> {
    let ids: Vec<Uuid> = offers.iter().map(|offer| offer.0).collect();
    let rows = sqlx::query!(
        "select o.id, o.sku, s.on_hand
           from catalog.offers as o
           join catalog.stock as s on s.offer_id = o.id
          where o.id = any($1)",
        &ids
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (OfferId(row.id), (row.sku, row.on_hand))).collect())
}

/// Place in addresses and status of products.
pub(crate) async fn standing(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<Vec<(Uuid, String, String)>> {
    let rows = sqlx::query!("select id, slug, status from catalog.products where id = any($1) order by id", products)
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.slug, row.status)).collect())
}

/// Those of locked products that are drafts of which nothing was ever ordered.
pub(crate) async fn unsold_drafts(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        select p.id
          from catalog.products as p
         where p.id = any($1)
           and p.status = 'draft'
           and p.blocked_at is null
           and not exists (select
                             from catalog.offers as o
                             join catalog.stock_movements as m on m.offer_id = o.id
                            where o.product_id = p.id
                              and m.reserved_delta <> 0)
        ",
        products
    )
    .fetch_all(tx)
    .await
}

/// Deletes products with all that is theirs; gives the addresses of their pictures.
pub(crate) async fn delete(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<Vec<String>> {
    let pictures = sqlx::query_scalar!("select src from catalog.pictures where product_id = any($1)", products)
        .fetch_all(&mut *tx)
        .await?;
    sqlx::query!("delete from catalog.products where id = any($1)", products).execute(tx).await?;
    Ok(pictures)
}
