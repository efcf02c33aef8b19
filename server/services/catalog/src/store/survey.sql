with wanted_of as materialized (
    select w.name, coalesce(array_agg(v.id) filter (where v.id is not null), '{}') as ids
      from unnest($1::text[], $2::text[]) as w (name, value)
      left join catalog.option_values as v on v.name = w.name and v.value = w.value
     group by w.name
), wanted as materialized (
    select coalesce(array_agg(id), '{}') as ids from wanted_of, unnest(ids) as id
), base as materialized (
    -- Of a long list, so many. A shop is so little of it that the others of the list are left out then.
    select l.*
      from (select l.* from catalog.listed as l where $3 = 'all'
             union all
            -- Some more than that: not everything that has the words is on sale.
            select l.*
              from (select p.id
                      from catalog.products as p
                     where $3 = 'words'
                       and p.status = 'active'
                       and p.search @@ to_tsquery('pg_catalog.english', case when $3 = 'words' then catalog.fold($4) else '' end)
                       and ($12::uuid[] is null or p.category_id = any ($12))
                       and ($18::uuid[] is null or p.seller_id = any ($18))
                     limit $17::bigint * 11 / 10) as p
              join catalog.listed as l on l.product_id = p.id
             union all
            select l.*
              from catalog.products as p
              join catalog.listed as l on l.product_id = p.id
             where $3 = 'similar'
               and p.status = 'active'
               and p.folded operator(public.%>) catalog.words($4)) as l
     where ($12::uuid[] is null or l.category_id = any ($12))
       and ($18::uuid[] is null or l.seller_id = any ($18))
     limit $17::bigint
), hits as materialized (
    -- Who has one of the wanted values has one option's; with more options they must be counted.
    select o.product_id, o.options, o.in_stock,
           case when $5::bigint = 1 then 1
                else (select count(*) from unnest(o.options) as given where given = any (wanted.ids))
           end as hits
      from wanted, base
           -- One by one: very many offers of other products have what is wanted, too.
      cross join lateral (select * from catalog.listed_offers as o where o.product_id = base.product_id offset 0) as o
     where $5 > 0
       and o.options && wanted.ids
), fitting as (
    select product_id, bool_or(hits = $5) as fits, bool_or(hits = $5 and in_stock) as fits_in_stock
      from hits
     group by product_id
), judged as (
    -- The sum of the filters that refuse a product: 1 category, 2 seller, 4 price, 8 rating, 16 options and stock.
    select l.product_id, l.seller_id, l.category_id, l.price_minor, l.currency, l.stars_tenths, l.in_stock,
           case when $6 then l.options_in_stock else l.options end as options,
           $5 = 0 or coalesce(f.fits, false) as fits,
           case when $5 = 0 then l.in_stock else coalesce(f.fits_in_stock, false) end as fits_in_stock,
           case when $7::uuid[] is null or l.category_id = any ($7) then 0 else 1 end
             + case when $8::text[] is null or s.slug = any ($8) then 0 else 2 end
             + case when ($9::bigint is null or l.price_minor >= $9) and ($10::bigint is null or l.price_minor <= $10)
                    then 0 else 4 end
             + case when $11::smallint is null or l.stars_tenths >= $11 then 0 else 8 end
             + case when case when $5 = 0 then l.in_stock or not $6
                              when $6 then f.fits_in_stock
                              else f.fits end
                    then 0 else 16 end as refused
      from base as l
      join catalog.sellers as s on s.id = l.seller_id
      left join fitting as f on f.product_id = l.product_id
     where s.active
), kept as materialized (
    select * from judged where refused in (0, 1, 2, 4, 8, 16)
), offered as (
    select h.product_id, h.options, h.hits
      from hits as h
      join kept as k on k.product_id = h.product_id
     where (h.in_stock or not $6)
       and k.refused in (0, 16)
), options as (
    -- Nothing chosen: what the found products have.
    select given, count(*) as count
      from kept, unnest(kept.options) as given
     where $5 = 0 and refused = 0
     group by given
    union all
    -- One option chosen: its own values are counted as if it were not.
    select c.given, c.count
      from (select given, count(*) as count
              from kept, unnest(kept.options) as given
             where $5 = 1 and refused in (0, 16)
             group by given) as c
      join catalog.option_values as v on v.id = c.given
     where v.name = any ($1)
    union all
    -- Otherwise: of offers that have all options chosen, the value's own left out.
    select given, count(distinct o.product_id) as count
      from wanted, offered as o, unnest(o.options) as given
      join catalog.option_values as v on v.id = given
     where o.hits - (given = any (wanted.ids))::integer = $5 - (v.name = any ($1))::integer
       and not ($5 = 1 and v.name = any ($1))
     group by given
), named as (
    select v.name, v.value, o.count, v.id = any (wanted.ids) as chosen,
           row_number() over (partition by v.name order by o.count desc, v.value) as place,
           max(o.count) over (partition by v.name) as weight
      from wanted, options as o
      join catalog.option_values as v on v.id = o.given
), sums as (
    select count(*) filter (where refused = 0) as total,
           count(*) filter (where refused in (0, 16) and fits_in_stock) as in_stock,
           min(price_minor) filter (where refused in (0, 4)) as lowest,
           max(price_minor) filter (where refused in (0, 4)) as highest,
           min(currency) as currency,
           count(*) filter (where refused = 1) as without_category,
           count(*) filter (where refused = 2) as without_seller,
           count(*) filter (where refused = 4) as without_price,
           count(*) filter (where refused = 8) as without_rating,
           count(*) filter (where refused = 16 and fits) as without_in_stock,
           count(*) filter (where refused = 16 and (in_stock or not $6)) as without_options
      from kept
), groups as materialized (
    select category_id, seller_id, stars_tenths / 10 as stars,
           count(*) filter (where refused in (0, 1)) as in_category,
           count(*) filter (where refused in (0, 2)) as of_seller,
           count(*) filter (where refused in (0, 8)) as rated
      from kept
     group by grouping sets ((category_id), (seller_id), (stars_tenths / 10))
)
select facet as "facet!", value as "value!", '' as "label!", count as "count!"
  from sums,
       lateral (values ('looked', '', (select count(*) from base)),
                       ('total', '', total),
                       ('in_stock', '', in_stock),
                       ('lowest', '', lowest),
                       ('highest', '', highest),
                       ('currency', currency, 0),
                       ('without/category', '', without_category),
                       ('without/seller', '', without_seller),
                       ('without/price', '', without_price),
                       ('without/rating', '', without_rating),
                       ('without/in_stock', '', without_in_stock)) as v (facet, value, count)
 where count is not null and value is not null
union all
select 'category', category_id::text, '', in_category from groups where category_id is not null
union all
(select 'seller', s.slug, s.name, coalesce(g.of_seller, 0)
   from catalog.sellers as s
   left join groups as g on g.seller_id = s.id
  where g.of_seller > 0 or s.slug = any ($8)
  order by s.slug = any ($8) desc nulls last, g.of_seller desc nulls last, s.name
  limit $13)
union all
select 'rating', stars::text, '', rated from groups where stars is not null
union all
(select 'option/' || name, value, '', count
   from (select *, dense_rank() over (order by weight desc, name) as name_place from named) as n
  where chosen or (place <= $14 and name_place <= $15)
  order by weight desc, name, place)
union all
select 'price', ((price_minor - lowest) * $16 / (highest - lowest + 1))::text, '', count(*)
  from kept, sums
 where refused in (0, 4)
 group by (price_minor - lowest) * $16 / (highest - lowest + 1)
union all
-- Of the options one is left out: the only one, or an offer has all the others.
select 'without/option/' || w.name, '', '', without_options from wanted_of as w, sums where $5 = 1
union all
select 'without/option/' || w.name, '', '', count(distinct o.product_id)
  from wanted_of as w
  join offered as o on not o.options && w.ids
 where $5 > 1
   and o.hits = $5 - 1
 group by w.name
