-- Counts the events of an import: it may fail, and be run once more. Those of before go on from where they were.
alter table catalog.imports
    add column told bigint not null default 0;

update catalog.imports as i
   set told = coalesce((select max(aggregate_version) from catalog.outbox where aggregate_id = i.id), 0);

-- A shop's stock in the order in which it is locked.
create index stock_shop on catalog.stock (seller_id, offer_id);

-- Waits for a shop whose threshold is just being changed.
create or replace function catalog.shelve() returns trigger language plpgsql as $$
begin
    select o.seller_id, o.product_id, coalesce(new.low_at, s.low_stock)
      into new.seller_id, new.product_id, new.low
      from catalog.offers as o
      join catalog.sellers as s on s.id = o.seller_id
     where o.id = new.offer_id
       for share of s;
    return new;
end $$;
