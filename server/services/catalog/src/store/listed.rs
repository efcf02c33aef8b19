//! The narrow tables that lists read, kept with products and offers.

use contracts::ids::ProductId;
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes anew what lists know of these products. Those that are not on sale leave the lists.
///
/// "Not on sale" is: not active, blocked, or without an active offer. Whether the seller may sell is asked when a list is
/// read.
pub(crate) async fn refresh(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<()> {
    name_values(tx, products).await?;
    price_lowest(tx, products).await?;
    sqlx::query_file!("src/store/refresh.sql", products).execute(tx).await?;
    Ok(())
}

/// Gives a number to every option value that has none yet.
async fn name_values(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into catalog.option_values (name, value)
        select distinct e.name, e.value
          from catalog.variants as v, jsonb_each_text(v.options) as e (name, value)
         where v.product_id = any($1)
           and not exists (select from catalog.option_values as known
                            where known.name = e.name and known.value = e.value)
         order by e.name, e.value
            on conflict do nothing
        ",
        products
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps the lowest price with each product, on sale or not.
async fn price_lowest(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update catalog.products as p
           set low_minor = low.minor
          from (select product_id, min(price_minor) as minor
                  from catalog.offers
                 where product_id = any($1) and active
                 group by product_id) as low
         where p.id = low.product_id
           and p.low_minor <> low.minor
        ",
        products
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Tells lists whether a product's offers can be bought, after their stock has moved.
pub(crate) async fn refresh_availability(tx: &mut PgConnection, product: ProductId) -> sqlx::Result<()> {
    // Two variants may sell out at once: the second waits here, and then sees what the first has written.
    sqlx::query!("select product_id from catalog.listed where product_id = $1 for update", product.0)
        .fetch_optional(&mut *tx)
        .await?;
    sqlx::query!(
        "
        update catalog.listed_offers as l
           set in_stock = s.on_hand > s.reserved
          from catalog.stock as s
         where l.product_id = $1
           and s.offer_id = l.offer_id
           and l.in_stock <> (s.on_hand > s.reserved)
        ",
        product.0
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "
        update catalog.listed as l
           set in_stock = now.options is not null,
               options_in_stock = coalesce(now.options, '{}')
          from (select case when bool_or(in_stock)
                            then array(select distinct unnest(o.options)
                                         from catalog.listed_offers as o
                                        where o.product_id = $1 and o.in_stock)
                       end as options
                  from catalog.listed_offers
                 where product_id = $1) as now
         where l.product_id = $1
           and (l.in_stock, l.options_in_stock) is distinct from (now.options is not null, coalesce(now.options, '{}'))
        ",
        product.0
    )
    .execute(tx)
    .await?;
    Ok(())
}
