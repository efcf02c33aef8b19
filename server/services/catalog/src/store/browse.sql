with wanted as materialized (
    select coalesce(array_agg(v.id), '{}') as ids
      from unnest($1::text[], $2::text[]) as w (name, value)
      join catalog.option_values as v on v.name = w.name and v.value = w.value
), page as (
    select l.*,
           case $3 when 'best' then l.best
                   when 'newest' then l.newest
                   when 'price_up' then -l.price_minor
                   when 'price_down' then l.price_minor
                   else l.rating end as key
      from catalog.listed as l
      join catalog.sellers as s on s.id = l.seller_id
     where s.active
       and ($4::bigint is null
            or (case $3 when 'best' then l.best
                        when 'newest' then l.newest
                        when 'price_up' then -l.price_minor
                        when 'price_down' then l.price_minor
                        else l.rating end, l.product_id) < ($4, $5::uuid))
       and ($6::uuid[] is null or l.category_id = any ($6))
       and ($7::uuid[] is null or l.category_id = any ($7))
       -- Of one category, the index has them in order, also while nothing is known of it because it is new.
       and ($6::uuid[] is null or cardinality($6) <> 1 or l.category_id = $6[1])
       and ($7::uuid[] is null or cardinality($7) <> 1 or l.category_id = $7[1])
       and ($8::text[] is null or s.slug = any ($8))
       -- Of one shop, the index has them in order.
       and ($8::text[] is null or cardinality($8) <> 1
            or l.seller_id = (select id from catalog.sellers where slug = $8[1]))
       and ($9::bigint is null or l.price_minor >= $9)
       and ($10::bigint is null or l.price_minor <= $10)
       and ($11::smallint is null or l.stars_tenths >= $11)
       and (not $12 or l.in_stock)
       -- A product has the options of its offers; that several hold of one offer, only its offers tell.
       and ($13::bigint = 0
            or (case when $12 then l.options_in_stock else l.options end && (select ids from wanted)
                and ($13 = 1
                     or (select bool_or((select count(*) from unnest(o.options) as given
                                          where given = any (wanted.ids)) = $13)
                           from catalog.listed_offers as o, wanted
                          where o.product_id = l.product_id
                            and (o.in_stock or not $12)))))
     order by key desc, l.product_id desc
     limit $14
)
select l.key as "key!", p.id, p.slug, p.title, p.picture, l.price_minor, l.price_max_minor, l.compare_at_minor,
       l.currency, l.only_offer_id, p.rating_tenths, p.rating_count,
       (select coalesce(sum(stock.on_hand - stock.reserved), 0)
          from catalog.offers as o
          join catalog.stock on stock.offer_id = o.id
         where o.product_id = p.id and o.active) as "available!",
       s.id as seller_id, s.slug as seller_slug, s.name as seller_name, s.place, s.tint
  from page as l
  join catalog.products as p on p.id = l.product_id
  join catalog.sellers as s on s.id = l.seller_id
 order by l.key desc, l.product_id desc
