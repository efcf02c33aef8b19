-- Categories, products, offers, stock.
create schema if not exists catalog;

create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;

-- Lower case without accents: how text is compared in searches.
create function catalog.fold(text) returns text
    language sql immutable strict parallel safe
    return lower(public.unaccent('public.unaccent'::regdictionary, $1));

-- The same as words with spaces between: punctuation would otherwise hide what it joins ("14-inch").
create function catalog.words(text) returns text
    language sql immutable strict parallel safe
    return btrim(regexp_replace(catalog.fold($1), '[[:space:]!-/:-@\[-`{-~‘’“”–—…·×]+', ' ', 'g'));

-- What a product is found by, from the weightiest to the least.
create function catalog.search_of(title text, names text, words text, rest text) returns tsvector
    language sql immutable strict parallel safe
    return setweight(to_tsvector('pg_catalog.english', catalog.words(title)), 'A')
        || setweight(to_tsvector('pg_catalog.english', catalog.words(names)), 'B')
        || setweight(to_tsvector('pg_catalog.english', catalog.words(words)), 'C')
        || setweight(to_tsvector('pg_catalog.english', catalog.words(rest)), 'D');

-- A copy of what identity says about shops, kept by its events.
create table catalog.sellers (
    id            uuid        primary key,
    slug          text        not null unique,
    name          text        not null,
    place         text        not null,
    tint          text        not null,
    about         text        not null,
    returns       text        not null,
    since         integer     not null,
    ships_in_days integer     not null,
    active        boolean     not null default true,
    updated_at    timestamptz not null default now()
);

create table catalog.categories (
    id        uuid    primary key,
    parent_id uuid    references catalog.categories (id),
    slug      text    not null unique,
    name      text    not null,
    about     text    not null default '',
    picture   text    not null default '',
    position  integer not null default 0
);

create index categories_parent on catalog.categories (parent_id, position);

create table catalog.products (
    id               uuid        primary key,
    seller_id        uuid        not null references catalog.sellers (id),
    category_id      uuid        not null references catalog.categories (id),
    slug             text        not null,
    -- The seller's own name for it; imports recognise a product by it.
    handle           text        not null,
    title            text        not null,
    -- Sanitised when written.
    description_html text        not null default '',
    -- [[name, value], ...] in the seller's order.
    specs            jsonb       not null default '[]',
    tags             text[]      not null default '{}',
    -- Words people would type that stand nowhere else.
    search_words     text        not null default '',
    -- Names of the options, in the seller's order.
    option_names     text[]      not null default '{}',
    status           text        not null check (status in ('draft', 'active', 'archived', 'blocked')),
    featured         boolean     not null default false,
    -- The first of its pictures.
    picture          text        not null default '',
    rating_tenths    integer     check (rating_tenths between 10 and 50),
    rating_count     integer     not null default 0,
    -- By full words, see `search_of`; and folded text, for words that are misspelt.
    search           tsvector    not null default '',
    folded           text        not null default '',
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    version          bigint      not null default 1,
    constraint products_slug_unique unique (slug),
    constraint products_handle_unique unique (seller_id, handle)
);

create index products_search on catalog.products using gin (search) where status = 'active';
create index products_folded on catalog.products using gin (folded public.gin_trgm_ops) where status = 'active';
create index products_category on catalog.products (category_id);

-- Words that stand in titles and names: what a misspelt word may have meant.
create table catalog.vocabulary (
    word text primary key
);

create table catalog.pictures (
    product_id uuid    not null references catalog.products (id) on delete cascade,
    position   integer not null,
    src        text    not null,
    alt        text    not null default '',
    primary key (product_id, position)
);

create table catalog.variants (
    id         uuid    primary key,
    product_id uuid    not null references catalog.products (id) on delete cascade,
    position   integer not null,
    -- {"Colour": "Indigo", "Size": "M"}
    options    jsonb   not null default '{}',
    -- Position of its picture.
    picture    integer,
    -- True when the seller has taken it out: its offer is inactive, and another variant may have its options.
    retired    boolean not null default false
);

create index variants_product on catalog.variants (product_id);
create unique index variants_options_unique on catalog.variants (product_id, options) where not retired;

-- The sellable unit. Price and stock are read from here only.
create table catalog.offers (
    id               uuid        primary key,
    variant_id       uuid        not null references catalog.variants (id) on delete cascade,
    product_id       uuid        not null references catalog.products (id) on delete cascade,
    seller_id        uuid        not null references catalog.sellers (id),
    sku              text        not null default '',
    price_minor      bigint      not null check (price_minor > 0),
    compare_at_minor bigint      check (compare_at_minor > price_minor),
    currency         text        not null check (length(currency) = 3),
    active           boolean     not null default true,
    constraint offers_variant_seller_unique unique (variant_id, seller_id)
);

create index offers_product on catalog.offers (product_id);
create unique index offers_sku_unique on catalog.offers (seller_id, sku) where sku <> '';

create table catalog.stock (
    offer_id uuid    primary key references catalog.offers (id) on delete cascade,
    on_hand  integer not null check (on_hand >= 0),
    reserved integer not null default 0,
    -- Counts the events of the offer, whatever they tell: price and stock share it.
    version  bigint  not null default 0,
    constraint stock_not_oversold check (reserved between 0 and on_hand)
);

-- Every option value that was ever on sale, by number: lists compare and count numbers.
create table catalog.option_values (
    id    integer primary key generated always as identity,
    name  text    not null,
    value text    not null,
    constraint option_values_unique unique (name, value)
);

-- What lists filter, sort and count by: a narrow row per active product with an active offer, kept with its offers.
create table catalog.listed (
    product_id       uuid      primary key references catalog.products (id) on delete cascade,
    seller_id        uuid      not null references catalog.sellers (id),
    category_id      uuid      not null references catalog.categories (id),
    price_minor      bigint    not null,
    price_max_minor  bigint    not null check (price_max_minor >= price_minor),
    -- Of the offer that costs `price_minor`.
    compare_at_minor bigint,
    currency         text      not null,
    -- The offer to add at once; null when a variant has to be chosen.
    only_offer_id    uuid,
    in_stock         boolean   not null,
    stars_tenths     smallint,
    -- Keys of the orders of the same name; the largest comes first.
    best             bigint    not null,
    newest           bigint    not null,
    rating           bigint    not null,
    -- Option values of its active offers, and of those that can be bought now.
    options          integer[] not null,
    options_in_stock integer[] not null
);

create index listed_seller on catalog.listed (seller_id, best desc, product_id desc);
create index listed_category on catalog.listed (category_id, best desc, product_id desc);
create index listed_best on catalog.listed (best desc, product_id desc);
create index listed_newest on catalog.listed (newest desc, product_id desc);
create index listed_price_up on catalog.listed ((-price_minor) desc, product_id desc);
create index listed_price_down on catalog.listed (price_minor desc, product_id desc);
create index listed_rating on catalog.listed (rating desc, product_id desc);

-- The same of each active offer, for options that must hold together.
create table catalog.listed_offers (
    offer_id   uuid      primary key references catalog.offers (id) on delete cascade,
    product_id uuid      not null references catalog.listed (product_id) on delete cascade,
    options    integer[] not null,
    in_stock   boolean   not null
);

create index listed_offers_product on catalog.listed_offers (product_id);
create index listed_offers_options on catalog.listed_offers using gin (options);

-- Every change of stock has a reason. Σ on_hand_delta = on_hand, Σ reserved_delta = reserved, per offer.
create table catalog.stock_movements (
    id             bigint      primary key generated always as identity,
    offer_id       uuid        not null references catalog.stock (offer_id) on delete cascade,
    on_hand_delta  integer     not null,
    reserved_delta integer     not null,
    reason         text        not null
        check (reason in ('received', 'corrected', 'reserved', 'released', 'expired', 'sold', 'cancelled')),
    -- The order group, where there is one.
    reference      uuid,
    at             timestamptz not null default now()
);

create index stock_movements_offer on catalog.stock_movements (offer_id, id);

-- What order groups hold. One row per group and offer: quantities of several lines are summed before.
create table catalog.reservations (
    group_id   uuid        not null,
    offer_id   uuid        not null references catalog.stock (offer_id),
    quantity   integer     not null check (quantity > 0),
    state      text        not null check (state in ('held', 'sold', 'released', 'returned')),
    -- True once the order is known to exist: from then on only its payment or cancellation ends the hold.
    ordered    boolean     not null default false,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    primary key (group_id, offer_id)
);

create index reservations_abandoned on catalog.reservations (expires_at) where state = 'held' and not ordered;
create index reservations_offer on catalog.reservations (offer_id) where state = 'held';

-- Events wait here until the relay has sent them. A shard is sent by one process at a time, in `seq` order; the unique
-- version makes two changes that raced for one aggregate impossible to commit both.
create table catalog.outbox (
    id                uuid        primary key,
    seq               bigint      not null generated always as identity,
    topic             text        not null,
    aggregate_id      uuid        not null,
    aggregate_version bigint      not null,
    envelope          jsonb       not null,
    shard             smallint    not null generated always as ((uuid_hash_extended(aggregate_id, 0) & 3)::smallint) stored,
    created_at        timestamptz not null default now(),
    published_at      timestamptz,
    constraint outbox_version_unique unique (aggregate_id, aggregate_version)
);

create index outbox_unsent on catalog.outbox (shard, seq) where published_at is null;
create index outbox_sent on catalog.outbox (published_at) where published_at is not null;

-- Which events were handled, so that an effect happens once.
create table catalog.inbox (
    event_id uuid        primary key,
    at       timestamptz not null default now()
);
