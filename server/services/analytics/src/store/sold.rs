//! What was sold and taken back.
//!
//! Rows of days are locked in one order, so that two events never wait for each other: products by id, the seller's
//! day and month, the market.

use crate::sold::{Delta, Sale};
use contracts::{
    catalog::SellerBadge,
    deal::Deal,
    ids::{OfferId, OrderId, ProductId},
    inventory::Offer,
};
use sqlx::{PgConnection, Result, query, query_file, query_scalar, types::Json};
use time::Date;
use uuid::Uuid;

/// Counts an order on its day.
pub async fn sell(tx: &mut PgConnection, day: Date, sale: &Sale) -> Result<()> {
    let Sale { order, seller, revenue_minor, lines } = sale;
    query!(
        "insert into analytics.orders (id, seller_id, day, revenue_minor) values ($1, $2, $3, $4)",
        order.0,
        seller.0,
        day,
        revenue_minor,
    )
    .execute(&mut *tx)
    .await?;
    let offers: Vec<Uuid> = lines.iter().map(|line| line.offer.0).collect();
    let products: Vec<Uuid> = lines.iter().map(|line| line.product.0).collect();
    let units: Vec<i32> = lines.iter().map(|line| line.units).collect();
    let revenues: Vec<i64> = lines.iter().map(|line| line.revenue_minor).collect();
    query!(
        "insert into analytics.lines (order_id, offer_id, product_id, units, revenue_minor)
         select $1, offer, product, units, revenue
           from unnest($2::uuid[], $3::uuid[], $4::integer[], $5::bigint[]) as t (offer, product, units, revenue)",
        order.0,
        &offers,
        &products,
        &units,
        &revenues,
    )
    .execute(&mut *tx)
    .await?;
    add_products(tx, *order, 1).await?;
    let units = units.iter().sum();
    add(tx, *order, Delta { revenue_minor: *revenue_minor, orders: 1, units }).await
}

/// What is left of an order counts no more.
pub async fn take_back_whole(tx: &mut PgConnection, order: OrderId) -> Result<()> {
    let left = query!(
        r#"select o.revenue_minor, coalesce(sum(l.units), 0)::integer as "units!"
             from analytics.orders as o
             left join analytics.lines as l on l.order_id = o.id
            where o.id = $1
            group by o.id"#,
        order.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    // An order from before there were reports.
    let Some(left) = left else { return Ok(()) };
    add_products(tx, order, -1).await?;
    add(tx, order, Delta { revenue_minor: -left.revenue_minor, orders: -1, units: -left.units }).await?;
    query!("delete from analytics.orders where id = $1", order.0).execute(tx).await?;
    Ok(())
}

/// Units of a line went back.
pub async fn take_back_line(
    tx: &mut PgConnection,
    order: OrderId,
    offer: OfferId,
    units: i32,
    revenue_minor: i64,
) -> Result<()> {
    query!(
        "with line as (
             update analytics.lines
                set units = units - $3, revenue_minor = revenue_minor - $4
              where order_id = $1 and offer_id = $2
             returning product_id
         )
         update analytics.product_days as d
            set units = d.units - $3, revenue_minor = d.revenue_minor - $4
           from line, analytics.orders as o
          where o.id = $1 and d.product_id = line.product_id and d.day = o.day",
        order.0,
        offer.0,
        units,
        revenue_minor,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Money for units of an order went back.
pub async fn take_back(tx: &mut PgConnection, order: OrderId, units: i32, refund_minor: i64) -> Result<()> {
    let known = query_scalar!(
        "update analytics.orders set revenue_minor = revenue_minor - $2 where id = $1 returning id",
        order.0,
        refund_minor,
    );
    match known.fetch_optional(&mut *tx).await? {
        Some(_) => add(tx, order, Delta { revenue_minor: -refund_minor, orders: 0, units: -units }).await,
        None => Ok(()),
    }
}

/// Adds the lines of an order to its day, or takes them off it.
async fn add_products(tx: &mut PgConnection, order: OrderId, sign: i32) -> Result<()> {
    query!(
        "insert into analytics.product_days as d (product_id, day, seller_id, revenue_minor, units)
         select l.product_id, o.day, o.seller_id, $2::integer * sum(l.revenue_minor)::bigint, $2::integer * sum(l.units)::integer
           from analytics.orders as o
           join analytics.lines as l on l.order_id = o.id
          where o.id = $1
          group by l.product_id, o.day, o.seller_id
          order by l.product_id
             on conflict (product_id, day) do update
            set revenue_minor = d.revenue_minor + excluded.revenue_minor, units = d.units + excluded.units",
        order.0,
        sign,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn add(tx: &mut PgConnection, order: OrderId, delta: Delta) -> Result<()> {
    let Delta { revenue_minor, orders, units } = delta;
    query!(
        "insert into analytics.seller_days as d (seller_id, day, revenue_minor, orders, units)
         select seller_id, day, $2, $3, $4
           from analytics.orders
          where id = $1
             on conflict (seller_id, day) do update
            set revenue_minor = d.revenue_minor + excluded.revenue_minor, orders = d.orders + excluded.orders,
                units = d.units + excluded.units",
        order.0,
        revenue_minor,
        orders,
        units,
    )
    .execute(&mut *tx)
    .await?;
    query!(
        "insert into analytics.seller_months as m (month, seller_id, revenue_minor, orders)
         select date_trunc('month', day)::date, seller_id, $2, $3
           from analytics.orders
          where id = $1
             on conflict (month, seller_id) do update
            set revenue_minor = m.revenue_minor + excluded.revenue_minor, orders = m.orders + excluded.orders",
        order.0,
        revenue_minor,
        orders,
    )
    .execute(&mut *tx)
    .await?;
    query!(
        "insert into analytics.market_days as d (day, revenue_minor, orders, units)
         select day, $2, $3, $4
           from analytics.orders
          where id = $1
             on conflict (day) do update
            set revenue_minor = d.revenue_minor + excluded.revenue_minor, orders = d.orders + excluded.orders,
                units = d.units + excluded.units",
        order.0,
        revenue_minor,
        orders,
        units,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes what a product and its shop are called.
pub async fn name(tx: &mut PgConnection, product: ProductId, seller: &SellerBadge, offer: &Offer) -> Result<()> {
    query!(
        "insert into analytics.products as p (id, seller_id, slug, title)
         values ($1, $2, $3, $4)
             on conflict (id) do update
            set slug = excluded.slug, title = excluded.title
          where (p.slug, p.title) is distinct from (excluded.slug, excluded.title)",
        product.0,
        seller.id.0,
        offer.product_slug,
        offer.title,
    )
    .execute(&mut *tx)
    .await?;
    query!(
        "insert into analytics.sellers as s (id, slug, name, place, tint)
         values ($1, $2, $3, $4, $5)
             on conflict (id) do update
            set slug = excluded.slug, name = excluded.name, place = excluded.place, tint = excluded.tint
          where (s.slug, s.name, s.place, s.tint) is distinct from (excluded.slug, excluded.name, excluded.place, excluded.tint)",
        seller.id.0,
        seller.slug,
        seller.name,
        seller.place,
        seller.tint,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A search found nothing.
pub async fn note_fruitless(db: &mut PgConnection, day: Date, q: &str) -> Result<()> {
    query!(
        "insert into analytics.fruitless as f (day, q, times)
         values ($1, $2, 1)
             on conflict (day, q) do update
            set times = f.times + 1",
        day,
        q,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Counts purchases that were made up.
pub async fn insert_deals(db: &mut PgConnection, deals: &[Deal]) -> Result<()> {
    query_file!("src/store/seed.sql", Json(deals) as _).execute(db).await?;
    Ok(())
}
