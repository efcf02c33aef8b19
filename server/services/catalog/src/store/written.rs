//! Products as they are written, part by part.

use crate::{
    Error,
    sanitise::plain,
    write::{Known, Line, NewProduct, Outcome},
};
use contracts::{
    Currency, Money,
    catalog::Picture,
    ids::{OfferId, ProductId, VariantId},
    problem::{FieldError, Problem},
};
use sqlx::{PgConnection, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Writes the product itself, and locks it until the transaction ends.
pub(crate) async fn product(tx: &mut PgConnection, product: &NewProduct) -> Result<(ProductId, Outcome), Error> {
    let (seller, categories) = names(tx, product).await?;
    let names = format!("{seller} {categories} {}", product.tags.join(" "));
    let specs: Vec<String> = product.specs.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let rest = format!("{} {}", specs.join(" "), plain(&product.description_html));
    let folded = format!("{} {seller} {} {}", product.title, product.tags.join(" "), product.search_words);
    let row = sqlx::query!(
        r#"
        insert into catalog.products as p
               (id, seller_id, category_id, handle, title, description_html, specs, tags, search_words, option_names,
                status, featured, picture, search, folded, low_minor, slug)
        values ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                catalog.search_of($5, $14, $9, $15), catalog.words($16), $18,
                $17 || case when exists (select from catalog.products where slug = $17)
                            then '-' || left($1::uuid::text, 8) else '' end)
            on conflict on constraint products_handle_unique do update
           set category_id = excluded.category_id,
               title = excluded.title,
               description_html = excluded.description_html,
               specs = excluded.specs,
               tags = excluded.tags,
               search_words = excluded.search_words,
               option_names = excluded.option_names,
               -- What an admin has blocked, its seller cannot show again.
               status = case when p.status = 'blocked' then p.status else excluded.status end,
               featured = excluded.featured,
               picture = excluded.picture,
               search = excluded.search,
               folded = excluded.folded,
               version = p.version + 1,
               updated_at = now()
         where (p.category_id, p.title, p.description_html, p.specs, p.tags, p.search_words, p.option_names, p.status,
                p.featured, p.picture, p.search, p.folded)
               is distinct from
               (excluded.category_id, excluded.title, excluded.description_html, excluded.specs, excluded.tags,
                excluded.search_words, excluded.option_names,
                case when p.status = 'blocked' then p.status else excluded.status end,
                excluded.featured, excluded.picture, excluded.search, excluded.folded)
        returning p.id, p.xmax = '0' as "created!"
        "#,
        product.id.0,
        product.seller.0,
        product.category.0,
        product.handle,
        product.title,
        product.description_html,
        Json(&product.specs) as _,
        &product.tags,
        product.search_words,
        &product.options,
        product.status.as_str(),
        product.featured,
        product.pictures.first().map_or("", |picture| picture.src.as_str()),
        names,
        rest,
        folded,
        product.slug,
        // Written at once: to change it afterwards would put all words of the product into the indexes a second time.
        product.variants.iter().map(|variant| variant.price_minor).min().unwrap_or_default(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    learn_words(tx, &format!("{folded} {categories}")).await?;
    Ok(match row {
        Some(row) if row.created => (ProductId(row.id), Outcome::Created),
        Some(row) => (ProductId(row.id), Outcome::Kept),
        None => (ProductId(lock(tx, product).await?), Outcome::Kept),
    })
}

/// The seller's name, and the names of the category and all above it.
async fn names(tx: &mut PgConnection, product: &NewProduct) -> Result<(String, String), Error> {
    let row = sqlx::query!(
        r#"
        select (select name from catalog.sellers where id = $1) as seller,
               (with recursive up (parent_id, name, steps) as (
                    select parent_id, name, 0 from catalog.categories where id = $2
                    union all
                    select c.parent_id, c.name, up.steps + 1
                      from up join catalog.categories as c on c.id = up.parent_id
                     where up.steps < 6
                ) select string_agg(name, ' ') from up) as categories
        "#,
        product.seller.0,
        product.category.0
    )
    .fetch_one(tx)
    .await?;
    let missing = |field: &str, message: &str| {
        Error::Invalid(Problem::invalid(vec![FieldError { field: field.to_owned(), message: message.to_owned() }]))
    };
    Ok((
        row.seller.ok_or_else(|| missing("seller", "There is no such seller."))?,
        row.categories.ok_or_else(|| missing("category", "There is no such category."))?,
    ))
}

async fn lock(tx: &mut PgConnection, product: &NewProduct) -> sqlx::Result<Uuid> {
    sqlx::query_scalar!(
        "select id from catalog.products where seller_id = $1 and handle = $2 for update",
        product.seller.0,
        product.handle
    )
    .fetch_one(tx)
    .await
}

/// Adds words to those that misspelt ones are compared with.
pub(crate) async fn learn_words(tx: &mut PgConnection, text: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into catalog.vocabulary (word)
        select distinct word
          from regexp_split_to_table(catalog.words($1), ' ') as word
         where length(word) between 3 and 30
         order by word
            on conflict do nothing
        ",
        text
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes a product's pictures these, in this order.
pub(crate) async fn pictures(tx: &mut PgConnection, product: ProductId, pictures: &[Picture]) -> sqlx::Result<()> {
    let (srcs, alts): (Vec<String>, Vec<String>) =
        pictures.iter().map(|picture| (picture.src.clone(), picture.alt.clone())).unzip();
    sqlx::query!(
        "
        with gone as (
            delete from catalog.pictures where product_id = $1 and position >= cardinality($2::text[])
        )
        insert into catalog.pictures as p (product_id, position, src, alt)
        select $1, position - 1, src, alt
          from unnest($2::text[], $3::text[]) with ordinality as new (src, alt, position)
            on conflict (product_id, position) do update
           set src = excluded.src,
               alt = excluded.alt
         where p is distinct from excluded
        ",
        product.0,
        &srcs,
        &alts
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The variants that a product has or had.
pub(crate) async fn known_variants(tx: &mut PgConnection, product: ProductId) -> Result<Vec<Known>, Error> {
    let rows = sqlx::query!(
        r#"
        select v.id, v.options as "options: Json<BTreeMap<String, String>>", o.id as offer, o.sku, o.price_minor,
               o.currency, o.active
          from catalog.variants as v
          join catalog.offers as o on o.variant_id = v.id
         where v.product_id = $1
         order by v.position, v.id
        "#,
        product.0
    )
    .fetch_all(tx)
    .await?;
    let known = rows.into_iter().map(|row| Known {
        variant: VariantId(row.id),
        offer: OfferId(row.offer),
        options: row.options.0,
        sku: row.sku,
        price: Money::new(row.price_minor, Currency::from_code(&row.currency).unwrap_or(Currency::Inr)),
        active: row.active,
    });
    Ok(known.collect())
}

/// Makes a product's variants these; the others retire.
pub(crate) async fn variants(tx: &mut PgConnection, product: ProductId, lines: &[Line]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.variant.0).collect();
    let options: Vec<Json<&BTreeMap<String, String>>> = lines.iter().map(|line| Json(&line.options)).collect();
    let pictures: Vec<Option<i32>> =
        lines.iter().map(|line| line.new.picture.and_then(|picture| i32::try_from(picture).ok())).collect();
    // Those with other options retire for a moment too, so that two variants can swap theirs.
    sqlx::query!(
        "
        update catalog.variants as v
           set retired = true
         where v.product_id = $1
           and not v.retired
           and not exists (select from unnest($2::uuid[], $3::jsonb[]) as new (id, options)
                            where new.id = v.id and new.options = v.options)
        ",
        product.0,
        &ids,
        &options as _
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "
        insert into catalog.variants as v (id, product_id, position, options, picture)
        select id, $1, position - 1, options, picture
          from unnest($2::uuid[], $3::jsonb[], $4::integer[]) with ordinality as new (id, options, picture, position)
            on conflict (id) do update
           set position = excluded.position,
               options = excluded.options,
               picture = excluded.picture,
               retired = false
         where v is distinct from excluded
        ",
        product.0,
        &ids,
        &options as _,
        &pictures as _
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes a product's active offers these; the others become inactive.
pub(crate) async fn offers(
    tx: &mut PgConnection,
    product: ProductId,
    new: &NewProduct,
    lines: &[Line],
) -> Result<(), Error> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.offer.0).collect();
    let variants: Vec<Uuid> = lines.iter().map(|line| line.variant.0).collect();
    let skus: Vec<String> = lines.iter().map(|line| line.new.sku.clone()).collect();
    let prices: Vec<i64> = lines.iter().map(|line| line.new.price_minor).collect();
    let compare_at: Vec<Option<i64>> = lines.iter().map(|line| line.new.compare_at_minor).collect();
    sqlx::query!(
        "update catalog.offers set active = false where product_id = $1 and active and id <> all($2)",
        product.0,
        &ids
    )
    .execute(&mut *tx)
    .await?;
    // A SKU goes from one variant of the product to another: it is nobody's for a moment.
    sqlx::query!(
        "
        update catalog.offers as o
           set sku = ''
         where o.product_id = $1
           and o.sku <> ''
           and exists (select from unnest($2::uuid[], $3::text[]) as new (id, sku)
                        where new.sku = o.sku and new.id <> o.id)
        ",
        product.0,
        &ids,
        &skus
    )
    .execute(&mut *tx)
    .await?;
    let outcome = sqlx::query!(
        "
        insert into catalog.offers as o
               (id, variant_id, product_id, seller_id, sku, price_minor, compare_at_minor, currency)
        select id, variant_id, $1, $2, sku, price_minor, compare_at_minor, $3
          from unnest($4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[])
               as new (id, variant_id, sku, price_minor, compare_at_minor)
         order by id
            on conflict (id) do update
           set sku = excluded.sku,
               price_minor = excluded.price_minor,
               compare_at_minor = excluded.compare_at_minor,
               currency = excluded.currency,
               active = true
         where o is distinct from excluded
        ",
        product.0,
        new.seller.0,
        new.currency.code(),
        &ids,
        &variants,
        &skus,
        &prices,
        &compare_at as _
    )
    .execute(tx)
    .await;
    match outcome {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("offers_sku_unique") => {
            Err(Error::SkuTaken(skus.join(", ")))
        }
        Err(error) => Err(error.into()),
    }
}

/// The versions of the next events of offers, whose stock rows count them and are locked by this, in ascending order.
pub(crate) async fn next_versions(tx: &mut PgConnection, offers: &[OfferId]) -> sqlx::Result<BTreeMap<OfferId, i64>> {
    let ids: Vec<Uuid> = offers.iter().map(|offer| offer.0).collect();
    sqlx::query!("select offer_id from catalog.stock where offer_id = any($1) order by offer_id for update", &ids)
        .fetch_all(&mut *tx)
        .await?;
    let rows = sqlx::query!(
        "update catalog.stock set version = version + 1 where offer_id = any($1) returning offer_id, version",
        &ids
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (OfferId(row.offer_id), row.version)).collect())
}

/// Counts a change of a product of which only variants or offers were written: whoever edits it now has to look again.
/// To be called before anything else writes the product's row in this transaction.
pub(crate) async fn stamp(tx: &mut PgConnection, product: ProductId) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update catalog.products as p
           set version = version + 1,
               updated_at = now()
         where p.id = $1
           and p.xmin <> pg_current_xact_id()::xid
           and (exists (select from catalog.variants where product_id = $1 and xmin = pg_current_xact_id()::xid)
                or exists (select from catalog.offers where product_id = $1 and xmin = pg_current_xact_id()::xid))
        ",
        product.0
    )
    .execute(tx)
    .await?;
    Ok(())
}
