-- Order groups, the orders of each seller in them, and their lines.
create schema if not exists orders;

create table orders.groups (
    id              uuid        primary key,
    number          text        not null,
    -- Id of the user or of the guest who bought. Never null: an owner that is nobody would match nobody's requests.
    buyer           uuid        not null,
    buyer_is_user   boolean     not null,
    email           text        not null,
    postal          jsonb       not null,
    status          text        not null check (status in ('pending', 'paid', 'cancelled', 'expired', 'completed')),
    currency        text        not null check (length(currency) = 3),
    items_minor     bigint      not null check (items_minor > 0),
    delivery_minor  bigint      not null check (delivery_minor >= 0),
    total_minor     bigint      not null,
    units           integer     not null check (units > 0),
    hold_expires_at timestamptz not null,
    placed_at       timestamptz not null default now(),
    paid_at         timestamptz,
    version         bigint      not null default 1,
    constraint groups_number_unique unique (number),
    constraint groups_total_adds_up check (total_minor = items_minor + delivery_minor)
);

create index groups_buyer on orders.groups (buyer, placed_at desc, id desc);
create index groups_unpaid on orders.groups (hold_expires_at) where status = 'pending';

-- Who may look at a group besides its buyer: sessions that opened its signed link.
create table orders.viewers (
    group_id uuid        not null references orders.groups (id) on delete cascade,
    subject  uuid        not null,
    at       timestamptz not null default now(),
    primary key (group_id, subject)
);

create table orders.orders (
    id             uuid        primary key,
    group_id       uuid        not null references orders.groups (id),
    position       integer     not null,
    number         text        not null,
    seller_id      uuid        not null,
    -- The shop as it was called when it sold.
    seller         jsonb       not null,
    status         text        not null
        check (status in ('created', 'paid', 'packed', 'shipped', 'delivered', 'cancelled', 'returned')),
    items_minor    bigint      not null check (items_minor > 0),
    delivery_minor bigint      not null check (delivery_minor >= 0),
    total_minor    bigint      not null,
    delivery       jsonb       not null,
    paid_at        timestamptz,
    cancelled_at   timestamptz,
    version        bigint      not null default 1,
    constraint orders_number_unique unique (number),
    constraint orders_one_per_seller unique (group_id, seller_id),
    constraint orders_total_adds_up check (total_minor = items_minor + delivery_minor)
);

create index orders_seller on orders.orders (seller_id, id desc);

create table orders.lines (
    id          uuid    primary key,
    order_id    uuid    not null references orders.orders (id),
    position    integer not null,
    offer_id    uuid    not null,
    product_id  uuid    not null,
    slug        text    not null,
    title       text    not null,
    variant     text    not null,
    sku         text    not null,
    picture     text    not null,
    quantity    integer not null check (quantity > 0),
    price_minor bigint  not null check (price_minor > 0),
    total_minor bigint  not null,
    constraint lines_total_adds_up check (total_minor = price_minor * quantity),
    constraint lines_one_per_offer unique (order_id, offer_id)
);

-- Every status that an order has had. Written in the transaction that changes it.
create table orders.history (
    id       bigint      primary key generated always as identity,
    order_id uuid        not null references orders.orders (id),
    status   text        not null,
    note     text        not null default '',
    at       timestamptz not null default now()
);

create index history_order on orders.history (order_id, id);

-- Answers to requests that must not be done twice. Kept for a week.
create table orders.idempotency (
    subject     uuid        not null,
    key         text        not null,
    -- SHA-256 of the request: another body under the same key is refused.
    fingerprint bytea       not null,
    -- The group that the request makes; fixed before anything is held, so that a repeat after a crash goes on with it.
    group_id    uuid        not null,
    -- What was answered, once it was done.
    answer      jsonb,
    -- Since when somebody works on it; taken over when too old. Null: nobody does, a repeat may go on at once. Also
    -- the fence: who was taken over no longer finds the moment at which they began.
    locked_at   timestamptz default now(),
    created_at  timestamptz not null default now(),
    primary key (subject, key)
);

create index idempotency_age on orders.idempotency (created_at);

-- Events wait here until the relay has sent them. A shard is sent by one process at a time, in `seq` order; the unique
-- version makes two changes that raced for one aggregate impossible to commit both.
create table orders.outbox (
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

create index outbox_unsent on orders.outbox (shard, seq) where published_at is null;
create index outbox_sent on orders.outbox (published_at) where published_at is not null;

-- Which events were handled, so that an effect happens once.
create table orders.inbox (
    event_id uuid        primary key,
    at       timestamptz not null default now()
);
