-- Sellers write their products by hand: what search engines are told, and what an admin has taken out of the shop.
alter table catalog.products
    -- Title and description for search engines; empty where those of the product do.
    add column seo_title      text        not null default '',
    add column seo_about      text        not null default '',
    -- The lowest price of its active offers, kept with them: what sellers' lists are ordered by.
    add column low_minor      bigint      not null default 0,
    -- A blocked product is not on sale, whatever its seller says.
    add column blocked_at     timestamptz,
    add column blocked_reason text        not null default '';

update catalog.products as p
   set low_minor = low.minor
  from (select product_id, min(price_minor) as minor from catalog.offers where active group by product_id) as low
 where low.product_id = p.id;

create index products_seller_newest on catalog.products (seller_id, created_at, id);
create index products_seller_title on catalog.products (seller_id, title, id);
create index products_seller_price on catalog.products (seller_id, low_minor, id);
create index products_seller_status on catalog.products (seller_id, status, created_at, id);
create index products_blocked on catalog.products (seller_id, created_at, id) where blocked_at is not null;
create index offers_sku_begins on catalog.offers (seller_id, lower(sku) text_pattern_ops) where sku <> '';
-- Deleting a draft asks for each offer whether something was ever held of it.
create index reservations_any on catalog.reservations (offer_id);
create index listed_out on catalog.listed (seller_id, newest desc, product_id desc) where not in_stock;
