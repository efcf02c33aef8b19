-- What was sold, day by day, and what was looked for in vain.
create schema if not exists analytics;

-- What is left of every order that was paid, so that what is taken back is taken off the day on which it was sold.
create table analytics.orders (
    id            uuid   primary key,
    seller_id     uuid   not null,
    day           date   not null,
    revenue_minor bigint not null
);

create table analytics.lines (
    order_id      uuid    not null references analytics.orders (id) on delete cascade,
    offer_id      uuid    not null,
    product_id    uuid    not null,
    units         integer not null,
    revenue_minor bigint  not null,
    primary key (order_id, offer_id)
);

create table analytics.market_days (
    day           date    primary key,
    revenue_minor bigint  not null,
    orders        integer not null,
    units         integer not null
);

create table analytics.seller_days (
    seller_id     uuid    not null,
    day           date    not null,
    revenue_minor bigint  not null,
    orders        integer not null,
    units         integer not null,
    primary key (seller_id, day)
);

create index seller_days_day on analytics.seller_days (day, seller_id) include (revenue_minor, orders);

create table analytics.product_days (
    product_id    uuid    not null,
    day           date    not null,
    seller_id     uuid    not null,
    revenue_minor bigint  not null,
    units         integer not null,
    primary key (product_id, day)
);

create index product_days_day on analytics.product_days (day, product_id) include (revenue_minor, units);
create index product_days_seller on analytics.product_days (seller_id, day, product_id) include (revenue_minor, units);

-- What goods and shops were called when they were last sold.
create table analytics.products (
    id        uuid primary key,
    seller_id uuid not null,
    slug      text not null,
    title     text not null
);

create table analytics.sellers (
    id   uuid primary key,
    slug text not null,
    name text not null,
    place text not null,
    tint text not null
);

-- Searches that found nothing.
create table analytics.fruitless (
    day   date    not null,
    q     text    not null,
    times integer not null,
    primary key (day, q)
);

-- Which events were handled, so that an effect happens once.
create table analytics.inbox (
    event_id uuid        primary key,
    at       timestamptz not null default now()
);
