-- Lists of shops with very many offers.
alter table catalog.stock
    add column seller_id  uuid,
    add column product_id uuid,
    -- At this many or fewer, stock is low: the offer's own threshold, or the shop's.
    add column low        integer not null default 5,
    -- Low or out. Few updates change it, so that the others need not touch its index.
    add column scarce     boolean not null generated always as (on_hand - reserved <= low) stored;

update catalog.stock as s
   set seller_id = o.seller_id,
       product_id = o.product_id,
       low = coalesce(s.low_at, seller.low_stock)
  from catalog.offers as o
  join catalog.sellers as seller on seller.id = o.seller_id
 where o.id = s.offer_id;

alter table catalog.stock
    alter column seller_id set not null,
    alter column product_id set not null;

-- Whose it is, and when it is low, a new row has from its offer and its shop.
create function catalog.shelve() returns trigger language plpgsql as $$
begin
    select o.seller_id, o.product_id, coalesce(new.low_at, s.low_stock)
      into new.seller_id, new.product_id, new.low
      from catalog.offers as o
      join catalog.sellers as s on s.id = o.seller_id
     where o.id = new.offer_id;
    return new;
end $$;

create trigger shelve before insert on catalog.stock for each row execute function catalog.shelve();

create index stock_scarce on catalog.stock (seller_id, product_id desc, offer_id desc) where scarce;

-- Shops look for their own goods, and for those that are not on sale, too.
create extension if not exists btree_gin with schema public;
create index products_alike on catalog.products using gin (seller_id, folded public.gin_trgm_ops);
drop index catalog.products_folded;
