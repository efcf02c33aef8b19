with page as (
    select p.id, p.slug, p.title, p.picture, p.status, p.blocked_at is not null as blocked, p.asked, p.low_minor,
           p.created_at
      from catalog.products as p
     where p.seller_id = $1
       and case $2
           when 'live' then p.status = 'active' and p.blocked_at is null
           when 'draft' then p.status = 'draft'
           when 'archived' then p.status = 'archived'
           when 'blocked' then p.blocked_at is not null
           when 'out' then p.id = any (array(select product_id from catalog.listed where seller_id = $1 and not in_stock))
           else true
           end
       and ($3::uuid[] is null or p.category_id = any ($3))
       and ($4 = ''
            or (catalog.words($4) <> ''
                and p.folded like '%' || catalog.words($4) || '%'
                and strpos(catalog.words(p.title), catalog.words($4)) > 0)
            or p.id = any (array(select product_id
                                   from catalog.offers
                                  where seller_id = $1 and sku <> '' and lower(sku) like $5
                                  order by product_id desc
                                  limit 500)))
       and ($6::timestamptz is null or (p.created_at, p.id) < ($6, $9::uuid))
       and ($7::text is null or (p.title, p.id) > ($7, $9::uuid))
       and ($8::bigint is null or (p.low_minor, p.id) > ($8, $9::uuid))
     order by case when $10 = 'newest' then p.created_at end desc,
              case when $10 = 'newest' then p.id end desc,
              case when $10 = 'title' then p.title end,
              case when $10 = 'price' then p.low_minor end,
              case when $10 <> 'newest' then p.id end
     limit $11
)
select page.id as "id!", page.slug as "slug!", page.title as "title!", page.picture as "picture!",
       page.status as "status!", page.blocked as "blocked!", page.asked as "asked!",
       page.low_minor as "low_minor!", page.created_at as "created_at!", sold.variants as "variants!", sold.sku as "sku!",
       sold.available as "available!", sold.currency as "currency!"
  from page
 cross join lateral (
    select count(*) as variants,
           case when count(*) = 1 then min(o.sku) else '' end as sku,
           coalesce(sum(s.on_hand - s.reserved), 0)::bigint as available,
           coalesce(min(o.currency), 'INR') as currency
      from catalog.offers as o
      join catalog.stock as s on s.offer_id = o.id
     where o.product_id = page.id
       and o.active
 ) as sold
 order by case when $10 = 'newest' then page.created_at end desc,
          case when $10 = 'newest' then page.id end desc,
          case when $10 = 'title' then page.title end,
          case when $10 = 'price' then page.low_minor end,
          case when $10 <> 'newest' then page.id end
