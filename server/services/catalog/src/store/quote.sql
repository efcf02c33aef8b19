select o.id,
       o.product_id,
       p.slug,
       p.title,
       case when exists (select from catalog.variants as other
                          where other.product_id = v.product_id and other.id <> v.id and not other.retired)
            then (select string_agg(v.options ->> name, ', ' order by position)
                    from unnest(p.option_names) with ordinality as axis (name, position))
       end as variant,
       o.sku,
       coalesce((select src from catalog.pictures where product_id = p.id and position = v.picture), p.picture)
           as "picture!",
       s.id as seller_id,
       s.slug as seller_slug,
       s.name as seller_name,
       s.place,
       s.tint,
       o.price_minor,
       o.compare_at_minor,
       o.currency,
       coalesce((select on_hand - reserved from catalog.stock where offer_id = o.id), 0) as "available!",
       o.active and p.status = 'active' and p.blocked_at is null and s.active as "on_sale!",
       array(with recursive up as (
                 select c.id, c.parent_id, 1 as step from catalog.categories as c where c.id = p.category_id
                  union all
                 select c.id, c.parent_id, up.step + 1
                   from up
                   join catalog.categories as c on c.id = up.parent_id
                  where up.step < 10
             )
             select id from up order by step) as "categories!: Vec<Uuid>"
  from catalog.offers as o
  join catalog.variants as v on v.id = o.variant_id
  join catalog.products as p on p.id = o.product_id
  join catalog.sellers as s on s.id = o.seller_id
 where o.id = any($1)
