with sold as (
    select o.id, o.product_id, o.price_minor, o.compare_at_minor, o.currency,
           s.on_hand > s.reserved as in_stock,
           array(select value.id
                   from jsonb_each_text(v.options) as e (name, value)
                   join catalog.option_values as value on value.name = e.name and value.value = e.value
                  order by value.id) as options
      from catalog.offers as o
      join catalog.products as p on p.id = o.product_id
      join catalog.variants as v on v.id = o.variant_id
      join catalog.stock as s on s.offer_id = o.id
     where o.product_id = any($1)
       and o.active
       and p.status = 'active'
       and p.blocked_at is null
), summed as (
    select sold.product_id,
           min(sold.price_minor) as price_minor,
           max(sold.price_minor) as price_max_minor,
           (array_agg(sold.compare_at_minor order by sold.price_minor, sold.id))[1] as compare_at_minor,
           min(sold.currency) as currency,
           case when count(distinct sold.id) = 1 then (array_agg(sold.id))[1] end as only_offer_id,
           bool_or(sold.in_stock) as in_stock,
           coalesce(array_agg(distinct value) filter (where value is not null), '{}') as options,
           coalesce(array_agg(distinct value) filter (where value is not null and sold.in_stock), '{}')
               as options_in_stock
      from sold
      left join lateral unnest(sold.options) as value on true
     group by sold.product_id
), gone as (
    delete from catalog.listed
     where product_id = any($1)
       and product_id not in (select product_id from summed)
), gone_offers as (
    delete from catalog.listed_offers
     where product_id = any($1)
       and offer_id not in (select id from sold)
), listed as (
    insert into catalog.listed as l
           (product_id, seller_id, category_id, price_minor, price_max_minor, compare_at_minor, currency,
            only_offer_id, in_stock, stars_tenths, best, newest, rating, options, options_in_stock)
    select p.id, p.seller_id, p.category_id, price_minor, price_max_minor, compare_at_minor, currency,
           only_offer_id, in_stock, p.rating_tenths,
           -- Featured ones stand before all others, each group with the newest first.
           extract(epoch from p.created_at) * 1000000 + case when p.featured then 4000000000000000 else 0 end,
           extract(epoch from p.created_at) * 1000000,
           coalesce(p.rating_tenths, 0) * 1000000::bigint + least(p.rating_count, 999999),
           options, options_in_stock
      from summed
      join catalog.products as p on p.id = summed.product_id
     order by p.id
        on conflict (product_id) do update
       set seller_id = excluded.seller_id,
           category_id = excluded.category_id,
           price_minor = excluded.price_minor,
           price_max_minor = excluded.price_max_minor,
           compare_at_minor = excluded.compare_at_minor,
           currency = excluded.currency,
           only_offer_id = excluded.only_offer_id,
           in_stock = excluded.in_stock,
           stars_tenths = excluded.stars_tenths,
           best = excluded.best,
           newest = excluded.newest,
           rating = excluded.rating,
           options = excluded.options,
           options_in_stock = excluded.options_in_stock
     where l is distinct from excluded
)
insert into catalog.listed_offers as l (offer_id, product_id, options, in_stock)
select id, product_id, options, in_stock
  from sold
 order by id
    on conflict (offer_id) do update
   set options = excluded.options,
       in_stock = excluded.in_stock
 where l is distinct from excluded
