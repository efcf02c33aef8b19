//! What was sold and taken back.
//!
//! Rows are locked in one order, so that two events never wait for each other: shop by shop, as they come sorted, the
//! shop's day before its month and its products of the day; then the market; then shop by shop the names, the shop's
//! before those of its products.

use super::report::BEST;
use crate::sold::{Delta, LineBack, Sale};
use contracts::{
    catalog::SellerBadge,
    deal::Deal,
    ids::{OrderId, ProductId},
    inventory::Offer,
};
use sqlx::{PgConnection, Result, query, query_file, query_scalar, types::Json};
use time::Date;
use uuid::Uuid;

/// The most rows that are deleted at once.
const BATCH: i64 = 1_000;

/// Counts orders, sorted by shop, on their day.
pub async fn sell(tx: &mut PgConnection, day: Date, sales: &[Sale]) -> Result<()> {
    for sale in sales {
        insert(tx, day, sale).await?;
        add_seller(tx, sale.order, sale.delta()).await?;
        add_products(tx, sale.order, 1).await?;
    }
    for sale in sales {
        add_market(tx, sale.order, sale.delta()).await?;
    }
    Ok(())
}

async fn insert(tx: &mut PgConnection, day: Date, sale: &Sale) -> Result<()> {
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
    .execute(tx)
    .await?;
    Ok(())
}

/// What is left of orders, sorted by shop, counts no more.
pub async fn take_back_whole(tx: &mut PgConnection, orders: &[OrderId]) -> Result<()> {
    let mut taken = Vec::new();
    for &order in orders {
        // An order from before there were reports.
        let Some(left) = left(tx, order).await? else { continue };
        add_seller(tx, order, left).await?;
        add_products(tx, order, -1).await?;
        taken.push((order, left));
    }
    for (order, left) in taken {
        add_market(tx, order, left).await?;
        query!("delete from analytics.orders where id = $1", order.0).execute(&mut *tx).await?;
    }
    Ok(())
}

/// What is to be taken off for all that is left of an order.
async fn left(tx: &mut PgConnection, order: OrderId) -> Result<Option<Delta>> {
    let left = query!(
        r#"select o.revenue_minor, coalesce(sum(l.units), 0)::integer as "units!"
             from analytics.orders as o
             left join analytics.lines as l on l.order_id = o.id
            where o.id = $1
            group by o.id"#,
        order.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(left.map(|left| Delta { revenue_minor: -left.revenue_minor, orders: -1, units: -left.units }))
}

/// Units of lines of an order went back, and money for them.
pub async fn take_back(tx: &mut PgConnection, order: OrderId, lines: &[LineBack], refund_minor: i64) -> Result<()> {
    let known = query_scalar!(
        "update analytics.orders set revenue_minor = revenue_minor - $2 where id = $1 returning id",
        order.0,
        refund_minor,
    );
    if known.fetch_optional(&mut *tx).await?.is_none() {
        return Ok(());
    }
    let units: i32 = lines.iter().map(|line| line.units).sum();
    let delta = Delta { revenue_minor: -refund_minor, orders: 0, units: -units };
    add_seller(tx, order, delta).await?;
    for line in lines {
        take_back_line(tx, order, line).await?;
    }
    add_market(tx, order, delta).await
}

async fn take_back_line(tx: &mut PgConnection, order: OrderId, line: &LineBack) -> Result<()> {
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
        line.offer.0,
        line.units,
        line.revenue_minor,
    )
    .execute(tx)
    .await?;
    Ok(())
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

/// Adds to the day and the month of an order's shop.
async fn add_seller(tx: &mut PgConnection, order: OrderId, delta: Delta) -> Result<()> {
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
    .execute(tx)
    .await?;
    Ok(())
}

/// Adds to the market's day on which an order was sold.
async fn add_market(tx: &mut PgConnection, order: OrderId, delta: Delta) -> Result<()> {
    let Delta { revenue_minor, orders, units } = delta;
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

/// Notes what a shop and a product of it are called.
pub async fn name(tx: &mut PgConnection, product: ProductId, seller: &SellerBadge, offer: &Offer) -> Result<()> {
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
    .execute(&mut *tx)
    .await?;
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

/// Deletes some searches of days before this one; returns how many.
pub async fn delete_fruitless(db: &mut PgConnection, before: Date) -> Result<u64> {
    let outcome = query!(
        "delete from analytics.fruitless
          where (day, q) in (select day, q
                               from analytics.fruitless
                              where day < $1
                              limit $2)",
        before,
        BATCH,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected())
}

/// Deletes some searches that no report looks at, because others of their day were more frequent; returns how many.
pub async fn delete_rare_fruitless(db: &mut PgConnection, from: Date, to: Date) -> Result<u64> {
    let outcome = query!(
        "delete from analytics.fruitless
          where (day, q) in (select t.day::date, rare.q
                               from generate_series($1::date, $2::date, interval '1 day') as t (day)
                              cross join lateral (select q
                                                    from analytics.fruitless
                                                   where day = t.day::date
                                                   order by times desc
                                                  offset $3
                                                   limit $4) as rare
                              limit $4)",
        from,
        to,
        BEST,
        BATCH,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected())
}

/// Counts purchases that were made up.
pub async fn insert_deals(db: &mut PgConnection, deals: &[Deal]) -> Result<()> {
    query_file!("src/store/seed.sql", Json(deals) as _).execute(db).await?;
    Ok(())
}
