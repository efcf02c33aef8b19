-- Imports correct stock when their figure is a new one, through the ledger as members do.
alter table catalog.stock
    -- The figure that was last given for it: with the offer, or by an import since. The same figure again says nothing new.
    add column stated integer;

update catalog.stock as s
   set stated = coalesce(m.on_hand, s.on_hand)
  from catalog.stock as old
  left join (select distinct on (offer_id) offer_id, on_hand
               from (select offer_id, id, reference is null and by_user is null as given,
                            sum(on_hand_delta) over (partition by offer_id order by id) as on_hand
                       from catalog.stock_movements) as moved
              where given
              order by offer_id, id desc) as m on m.offer_id = old.offer_id
 where s.offer_id = old.offer_id;

alter table catalog.stock
    alter column stated set not null;

create or replace function catalog.shelve() returns trigger language plpgsql as $$
begin
    select o.seller_id, o.product_id, coalesce(new.low_at, s.low_stock), new.on_hand
      into new.seller_id, new.product_id, new.low, new.stated
      from catalog.offers as o
      join catalog.sellers as s on s.id = o.seller_id
     where o.id = new.offer_id
       for share of s;
    return new;
end $$;

alter table catalog.stock_movements
    drop constraint stock_movements_reason_check,
    add constraint stock_movements_reason_check
        check (reason in ('received', 'corrected', 'imported', 'damaged', 'returned', 'reserved', 'released', 'expired',
                          'sold', 'cancelled'));

-- Who has had it imported; who has uploaded it, where that is not known.
alter table catalog.imports
    add column started_by uuid;
