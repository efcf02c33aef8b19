-- Sellers count their stock: further reasons, who did it, when few are few, how many were sold.
alter table catalog.stock_movements
    drop constraint stock_movements_reason_check,
    add constraint stock_movements_reason_check
        check (reason in ('received', 'corrected', 'damaged', 'returned', 'reserved', 'released', 'expired', 'sold', 'cancelled')),
    -- The member of the shop who did it by hand.
    add column by_user uuid,
    add column note    text not null default '';

-- At this many units or fewer stock is low, where an offer has no threshold of its own.
alter table catalog.sellers
    add column low_stock integer not null default 5 check (low_stock between 0 and 1000000);

alter table catalog.stock
    add column low_at integer check (low_at between 0 and 1000000),
    -- Σ −on_hand_delta of its orders' movements: sold, and not come back.
    add column sold   bigint not null default 0;

update catalog.stock as s
   set sold = m.sold
  from (select offer_id, -sum(on_hand_delta) as sold
          from catalog.stock_movements
         where reason in ('sold', 'cancelled')
         group by offer_id) as m
 where m.offer_id = s.offer_id;

-- Units that were given back while the rest stands: lines of an order that were cancelled alone.
alter table catalog.reservations
    add column given_back integer not null default 0,
    add constraint reservations_given_back check (given_back between 0 and quantity);

create index offers_seller on catalog.offers (seller_id, product_id desc, id desc);
