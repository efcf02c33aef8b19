with d as materialized (
    select d.*, (d.seller ->> 'id')::uuid as seller_id, (d.paid_at at time zone 'Asia/Kolkata')::date as day,
           d.total_minor - d.refunded_minor as left_minor,
           -- Goods that came back are taken off the day of the sale.
           case when d.refunded_minor > 0 then 0 else 1 end as kept
      from jsonb_to_recordset($1) as d
           ("order" uuid, seller jsonb, product uuid, slug text, title text, lines jsonb, total_minor bigint,
            refunded_minor bigint, units integer, paid_at timestamptz, cancelled_at timestamptz)
     where d.paid_at is not null and d.cancelled_at is null
), l as materialized (
    select d."order", d.seller_id, d.day, d.product, l.offer, d.kept * l.quantity as units,
           d.kept * l.quantity * l.price_minor as minor
      from d
     cross join lateral jsonb_to_recordset(d.lines) as l (offer uuid, quantity integer, price_minor bigint)
), orders as (
    insert into analytics.orders (id, seller_id, day, revenue_minor)
    select "order", seller_id, day, left_minor from d
), lines as (
    insert into analytics.lines (order_id, offer_id, product_id, units, revenue_minor)
    select "order", offer, product, units, minor from l
), product_days as (
    insert into analytics.product_days as p (product_id, day, seller_id, revenue_minor, units)
    select product, day, seller_id, sum(minor), sum(units) from l group by product, day, seller_id
        on conflict (product_id, day) do update
       set revenue_minor = p.revenue_minor + excluded.revenue_minor, units = p.units + excluded.units
), seller_days as (
    insert into analytics.seller_days as s (seller_id, day, revenue_minor, orders, units)
    select seller_id, day, sum(left_minor), count(*), sum(kept * units) from d group by seller_id, day
        on conflict (seller_id, day) do update
       set revenue_minor = s.revenue_minor + excluded.revenue_minor, orders = s.orders + excluded.orders,
           units = s.units + excluded.units
), seller_months as (
    insert into analytics.seller_months as s (month, seller_id, revenue_minor, orders)
    select date_trunc('month', day), seller_id, sum(left_minor), count(*) from d group by 1, 2
        on conflict (month, seller_id) do update
       set revenue_minor = s.revenue_minor + excluded.revenue_minor, orders = s.orders + excluded.orders
), market_days as (
    insert into analytics.market_days as m (day, revenue_minor, orders, units)
    select day, sum(left_minor), count(*), sum(kept * units) from d group by day
        on conflict (day) do update
       set revenue_minor = m.revenue_minor + excluded.revenue_minor, orders = m.orders + excluded.orders,
           units = m.units + excluded.units
), products as (
    insert into analytics.products (id, seller_id, slug, title)
    select distinct on (product) product, seller_id, slug, title from d
        on conflict do nothing
)
insert into analytics.sellers (id, slug, name, place, tint)
select distinct on (seller_id) seller_id, seller ->> 'slug', seller ->> 'name', seller ->> 'place', seller ->> 'tint' from d
    on conflict do nothing
