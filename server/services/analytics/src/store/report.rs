//! Days, and who and what stands out in them.

use contracts::{
    Currency, Money,
    analytics::{Day, Fruitless, Range, TopProduct, TopSeller},
    catalog::SellerBadge,
    ids::SellerId,
};
use sqlx::{PgConnection, Result, query};

/// Every day of the range in one shop.
pub async fn seller_days(
    db: &mut PgConnection,
    seller: SellerId,
    range: Range,
    currency: Currency,
) -> Result<Vec<Day>> {
    let rows = query!(
        r#"select t.day::date as "day!", coalesce(d.revenue_minor, 0) as "revenue!", coalesce(d.orders, 0) as "orders!",
                  coalesce(d.units, 0) as "units!"
             from generate_series($2::date, $3::date, interval '1 day') as t (day)
             left join analytics.seller_days as d on d.seller_id = $1 and d.day = t.day::date
            order by t.day"#,
        seller.0,
        range.from,
        range.to,
    )
    .fetch_all(db)
    .await?;
    let day = |row: (_, i64, i32, i32)| day(row, currency);
    Ok(rows.into_iter().map(|row| day((row.day, row.revenue, row.orders, row.units))).collect())
}

/// Every day of the range on the whole market.
pub async fn market_days(db: &mut PgConnection, range: Range, currency: Currency) -> Result<Vec<Day>> {
    let rows = query!(
        r#"select t.day::date as "day!", coalesce(d.revenue_minor, 0) as "revenue!", coalesce(d.orders, 0) as "orders!",
                  coalesce(d.units, 0) as "units!"
             from generate_series($1::date, $2::date, interval '1 day') as t (day)
             left join analytics.market_days as d on d.day = t.day::date
            order by t.day"#,
        range.from,
        range.to,
    )
    .fetch_all(db)
    .await?;
    let day = |row: (_, i64, i32, i32)| day(row, currency);
    Ok(rows.into_iter().map(|row| day((row.day, row.revenue, row.orders, row.units))).collect())
}

fn day((date, revenue, orders, units): (time::Date, i64, i32, i32), currency: Currency) -> Day {
    Day { date, revenue: Money::new(revenue, currency), orders: count(orders), units: count(units) }
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// The ten goods with the most revenue, of one shop or of all.
pub async fn top_products(
    db: &mut PgConnection,
    seller: Option<SellerId>,
    range: Range,
    currency: Currency,
) -> Result<Vec<TopProduct>> {
    let rows = query!(
        r#"select p.slug, p.title, coalesce(s.name, '') as "seller!", t.units as "units!", t.revenue as "revenue!"
             from (select product_id, seller_id, sum(units)::integer as units, sum(revenue_minor)::bigint as revenue
                     from analytics.product_days
                    where day between $2 and $3 and ($1::uuid is null or seller_id = $1)
                    group by product_id, seller_id
                   having sum(units) > 0
                    order by sum(revenue_minor) desc, product_id
                    limit 10) as t
             join analytics.products as p on p.id = t.product_id
             left join analytics.sellers as s on s.id = t.seller_id
            order by t.revenue desc, p.id"#,
        seller.map(|seller| seller.0),
        range.from,
        range.to,
    )
    .fetch_all(db)
    .await?;
    let product = |(slug, title, seller, units, revenue)| TopProduct {
        slug,
        title,
        seller,
        units: count(units),
        revenue: Money::new(revenue, currency),
    };
    Ok(rows.into_iter().map(|row| product((row.slug, row.title, row.seller, row.units, row.revenue))).collect())
}

/// The ten shops with the most revenue.
pub async fn top_sellers(db: &mut PgConnection, range: Range, currency: Currency) -> Result<Vec<TopSeller>> {
    let rows = query!(
        r#"select s.id, s.slug, s.name, s.place, s.tint, t.orders as "orders!", t.revenue as "revenue!"
             from (select seller_id, sum(orders)::integer as orders, sum(revenue_minor)::bigint as revenue
                     from analytics.seller_days
                    where day between $1 and $2
                    group by seller_id
                   having sum(orders) > 0
                    order by sum(revenue_minor) desc, seller_id
                    limit 10) as t
             join analytics.sellers as s on s.id = t.seller_id
            order by t.revenue desc, s.id"#,
        range.from,
        range.to,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TopSeller {
            seller: SellerBadge {
                id: SellerId(row.id),
                slug: row.slug,
                name: row.name,
                place: row.place,
                tint: row.tint,
            },
            orders: count(row.orders),
            revenue: Money::new(row.revenue, currency),
        })
        .collect())
}

/// The ten searches that found nothing most often.
pub async fn fruitless(db: &mut PgConnection, range: Range) -> Result<Vec<Fruitless>> {
    let rows = query!(
        r#"select q, sum(times)::integer as "times!"
             from analytics.fruitless
            where day between $1 and $2
            group by q
            order by sum(times) desc, q
            limit 10"#,
        range.from,
        range.to,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Fruitless { q: row.q, times: count(row.times) }).collect())
}
