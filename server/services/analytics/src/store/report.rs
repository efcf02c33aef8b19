//! Days, and who and what stands out in them.

use contracts::{
    Currency, Money,
    analytics::{Day, Fruitless, Range, Steps, TopProduct, TopSeller},
    catalog::SellerBadge,
    ids::SellerId,
};
use sqlx::{PgConnection, Result, query, query_as};
use time::Date;

/// Of each day, so many of the first are looked at where all would take too long.
pub(super) const BEST: i64 = 100;

/// A day as it is stored.
struct Row {
    date: Date,
    revenue: i64,
    orders: i32,
    units: i32,
    views: i64,
    added: i64,
    checkouts: i64,
    placed: i64,
    paid: i64,
}

/// Every day of the range in one shop.
pub async fn seller_days(
    db: &mut PgConnection,
    seller: SellerId,
    range: Range,
    currency: Currency,
) -> Result<Vec<Day>> {
    let rows = query_as!(
        Row,
        r#"select t.day::date as "date!", coalesce(d.revenue_minor, 0) as "revenue!", coalesce(d.orders, 0) as "orders!",
                  coalesce(d.units, 0) as "units!", coalesce(s.views, 0) as "views!", coalesce(s.added, 0) as "added!",
                  coalesce(s.checkouts, 0) as "checkouts!", coalesce(s.placed, 0) as "placed!", coalesce(s.paid, 0) as "paid!"
             from generate_series($2::date, $3::date, interval '1 day') as t (day)
             left join analytics.seller_days as d on d.seller_id = $1 and d.day = t.day::date
             left join analytics.steps as s on s.seller_id = $1 and s.day = t.day::date
            order by t.day"#,
        seller.0,
        range.from,
        range.to,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| day(row, currency)).collect())
}

/// Every day of the range on the whole market.
pub async fn market_days(db: &mut PgConnection, range: Range, currency: Currency) -> Result<Vec<Day>> {
    let rows = query_as!(
        Row,
        r#"select t.day::date as "date!", coalesce(d.revenue_minor, 0) as "revenue!", coalesce(d.orders, 0) as "orders!",
                  coalesce(d.units, 0) as "units!", coalesce(s.views, 0) as "views!", coalesce(s.added, 0) as "added!",
                  coalesce(s.checkouts, 0) as "checkouts!", coalesce(s.placed, 0) as "placed!", coalesce(s.paid, 0) as "paid!"
             from generate_series($1::date, $2::date, interval '1 day') as t (day)
             left join analytics.market_days as d on d.day = t.day::date
             left join analytics.steps as s on s.seller_id is null and s.day = t.day::date
            order by t.day"#,
        range.from,
        range.to,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| day(row, currency)).collect())
}

fn day(row: Row, currency: Currency) -> Day {
    let step = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let Row { views, added, checkouts, placed, paid, .. } = row;
    Day {
        date: row.date,
        revenue: Money::new(row.revenue, currency),
        orders: count(row.orders),
        units: count(row.units),
        steps: Steps {
            views: step(views),
            added: step(added),
            checkouts: step(checkouts),
            placed: step(placed),
            paid: step(paid),
        },
    }
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// The ten goods with the most revenue, of one shop or of all. On the whole market, those are looked at that were among the
/// best of a day: to be one of the best of all without that is hardly possible.
pub async fn top_products(
    db: &mut PgConnection,
    seller: Option<SellerId>,
    range: Range,
    currency: Currency,
) -> Result<Vec<TopProduct>> {
    let rows = query!(
        r#"with best as materialized (
               select b.product_id
                 from generate_series($2::date, $3::date, interval '1 day') as t (day)
                cross join lateral (select product_id, revenue_minor
                                      from analytics.product_days
                                     where day = t.day::date
                                     order by revenue_minor desc
                                     limit $4) as b
                where $1::uuid is null
                group by b.product_id
                order by sum(b.revenue_minor) desc
                limit $4
           ), days as (
               select product_id, seller_id, units, revenue_minor
                 from analytics.product_days
                where seller_id = $1 and day between $2 and $3
                union all
               select d.product_id, d.seller_id, d.units, d.revenue_minor
                 from best
                 join analytics.product_days as d on d.product_id = best.product_id and d.day between $2 and $3
           )
           select p.slug, p.title, coalesce(s.name, '') as "seller!", t.units as "units!", t.revenue as "revenue!"
             from (select product_id, seller_id, sum(units)::integer as units, sum(revenue_minor)::bigint as revenue
                     from days
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
        BEST,
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

/// The ten shops with the most revenue, added up of whole months and of the days before and after them.
pub async fn top_sellers(db: &mut PgConnection, range: Range, currency: Currency) -> Result<Vec<TopSeller>> {
    let rows = query!(
        r#"with whole as materialized (
               select (date_trunc('month', $1::date - 1) + interval '1 month')::date as first,
                      date_trunc('month', $2::date + 1)::date as past
           ), parts as (
               select m.seller_id, m.orders, m.revenue_minor
                 from whole
                 join analytics.seller_months as m on m.month >= whole.first and m.month < whole.past
                union all
               select d.seller_id, d.orders, d.revenue_minor
                 from whole
                 join analytics.seller_days as d on d.day between $1 and least($2, whole.first - 1)
                union all
               select d.seller_id, d.orders, d.revenue_minor
                 from whole
                 join analytics.seller_days as d on d.day between greatest(whole.first, whole.past) and $2
           )
           select s.id, s.slug, s.name, s.place, s.tint, t.orders as "orders!", t.revenue as "revenue!"
             from (select seller_id, sum(orders)::integer as orders, sum(revenue_minor)::bigint as revenue
                     from parts
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

/// The ten searches that found nothing most often, of the most frequent ones of each day.
pub async fn fruitless(db: &mut PgConnection, range: Range) -> Result<Vec<Fruitless>> {
    let rows = query!(
        r#"select f.q, sum(f.times)::integer as "times!"
             from generate_series($1::date, $2::date, interval '1 day') as t (day)
            cross join lateral (select q, times
                                  from analytics.fruitless
                                 where day = t.day::date
                                 order by times desc
                                 limit $3) as f
            group by f.q
            order by sum(f.times) desc, f.q
            limit 10"#,
        range.from,
        range.to,
        BEST,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Fruitless { q: row.q, times: count(row.times) }).collect())
}
