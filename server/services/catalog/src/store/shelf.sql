with page as (
    -- By title, of all and of what is scarce, and by SKU: each in the order of the list, so that each has its own index.
    (select o.product_id, o.id
       from catalog.offers as o
       join catalog.products as p on p.id = o.product_id
      where $3 = 'all'
        and o.seller_id = $1
        and o.active
        and ($2 = '' or (p.seller_id = $1 and p.folded like '%' || catalog.words($2) || '%' and strpos(lower(p.title), lower($2)) > 0))
        and ($4::uuid is null or (o.product_id, o.id) < ($4, $5::uuid))
        and ($6::uuid is null or o.id = $6)
      order by o.product_id desc, o.id desc
      limit $7)
    union
    (select s.product_id, s.offer_id
       from catalog.stock as s
       join catalog.offers as o on o.id = s.offer_id
       join catalog.products as p on p.id = s.product_id
      where $3 <> 'all'
        and s.seller_id = $1
        and s.scarce
        and o.active
        and ($2 = '' or (p.seller_id = $1 and p.folded like '%' || catalog.words($2) || '%' and strpos(lower(p.title), lower($2)) > 0))
        and ($3 <> 'low' or s.on_hand > s.reserved)
        and ($3 <> 'out' or s.on_hand = s.reserved)
        and ($4::uuid is null or (s.product_id, s.offer_id) < ($4, $5::uuid))
        and ($6::uuid is null or s.offer_id = $6)
      order by s.product_id desc, s.offer_id desc
      limit $7)
    union
    (select o.product_id, o.id
       from catalog.offers as o
       join catalog.stock as s on s.offer_id = o.id
      where o.seller_id = $1
        and o.active
        and $2 <> ''
        and o.sku <> ''
        and lower(o.sku) like $8
        and ($3 = 'all' or (s.seller_id = $1 and s.scarce))
        and ($3 <> 'low' or s.on_hand > s.reserved)
        and ($3 <> 'out' or s.on_hand = s.reserved)
        and ($4::uuid is null or (o.product_id, o.id) < ($4, $5::uuid))
      order by o.product_id desc, o.id desc
      limit $7)
     order by product_id desc, id desc
     limit $7
)
select page.id as "id!", page.product_id as "product_id!", p.title as "title!",
       (select string_agg(v.options ->> name, ', ' order by position)
          from unnest(p.option_names) with ordinality as axis (name, position)) as variant,
       o.sku as "sku!",
       coalesce((select src from catalog.pictures where product_id = p.id and position = v.picture), p.picture) as "picture!",
       s.on_hand as "on_hand!", s.reserved as "reserved!", s.sold as "sold!", s.low as "low_at!",
       s.low_at is not null as "own_threshold!"
  from page
  join catalog.offers as o on o.id = page.id
  join catalog.products as p on p.id = page.product_id
  join catalog.variants as v on v.id = o.variant_id
  join catalog.stock as s on s.offer_id = page.id
 order by page.product_id desc, page.id desc
