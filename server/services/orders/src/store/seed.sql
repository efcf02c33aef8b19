with d as materialized (
    select *
      from jsonb_to_recordset($1) as d
           ("group" uuid, "order" uuid, number text, buyer uuid, email text, postal jsonb, seller jsonb, product uuid,
            slug text, title text, picture text, lines jsonb, delivery jsonb, currency text, items_minor bigint,
            delivery_minor bigint, total_minor bigint, units integer, status text, group_status text, history jsonb,
            placed_at timestamptz, paid_at timestamptz, shipped_at timestamptz, delivered_at timestamptz,
            cancelled_at timestamptz, refunded_minor bigint, refunded_at timestamptz, parcel uuid, tracking text,
            wish text)
), l as materialized (
    select d."order", d.product, d.slug, d.title, d.picture, d.status, d.shipped_at, d.parcel, d.wish, l.*
      from d
     cross join lateral rows from (jsonb_to_recordset(d.lines) as
               (line uuid, offer uuid, variant text, sku text, quantity integer, price_minor bigint))
           with ordinality as l (line, offer, variant, sku, quantity, price_minor, place)
), groups as (
    insert into orders.groups
           (id, number, buyer, buyer_is_user, email, postal, status, currency, items_minor, delivery_minor, total_minor,
            units, hold_expires_at, placed_at, paid_at, version)
    select "group", number, buyer, true, email, postal, group_status, currency, items_minor, delivery_minor, total_minor,
           units, placed_at + interval '15 minutes', placed_at, paid_at, jsonb_array_length(history)
      from d
), orders as (
    insert into orders.orders
           (id, group_id, position, number, seller_id, seller, status, items_minor, delivery_minor, total_minor, delivery,
            paid_at, cancelled_at, due_at, delivered_at, refunded_minor, has_returns, version)
    select "order", "group", 0, number || '-1', (seller ->> 'id')::uuid, seller, status, items_minor, delivery_minor,
           total_minor, delivery, paid_at, cancelled_at, paid_at + interval '3 days', delivered_at,
           case when status = 'cancelled' then total_minor else refunded_minor end, wish is not null,
           jsonb_array_length(history)
      from d
), lines as (
    insert into orders.lines
           (id, order_id, position, offer_id, product_id, slug, title, variant, sku, picture, quantity, price_minor,
            total_minor, cancelled, shipped, returned)
    select line, "order", place - 1, offer, product, slug, title, variant, sku, picture, quantity, price_minor,
           price_minor * quantity,
           case when status = 'cancelled' then quantity else 0 end,
           case when shipped_at is not null then quantity else 0 end,
           case when status = 'returned' then quantity else 0 end
      from l
), history as (
    insert into orders.history (order_id, status, note, at)
    select d."order", step ->> 'status', step ->> 'note', (step ->> 'at')::timestamptz
      from d
     cross join lateral jsonb_array_elements(d.history) with ordinality as h (step, place)
     order by d."order", place
), parcels as (
    insert into orders.parcels (id, order_id, carrier, tracking, shipped_at, delivered_at)
    select parcel, "order", 'courier', tracking, shipped_at, delivered_at from d where shipped_at is not null
), parcel_lines as (
    insert into orders.parcel_lines (parcel_id, line_id, quantity)
    select parcel, line, quantity from l where shipped_at is not null
), wishes as (
    -- An order is given back as a whole, so that its id does for the wish.
    insert into orders.returns (id, order_id, seller_id, status, reason, answer, refund_minor, asked_at, answered_at)
    select "order", "order", (seller ->> 'id')::uuid, wish, 'It is not what I thought it would be.',
           case wish when 'refused' then 'It was made for you, and comes as it was described.' else '' end,
           items_minor, delivered_at + interval '5 days', coalesce(refunded_at, delivered_at + interval '8 days')
      from d
     where wish is not null
), wished as (
    insert into orders.return_lines (return_id, line_id, quantity)
    select "order", line, quantity from l where wish is not null
)
insert into orders.shops (seller_id, ships_in_days)
select distinct (seller ->> 'id')::uuid, 3 from d
    on conflict do nothing
