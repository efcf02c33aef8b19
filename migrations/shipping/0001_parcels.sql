-- Parcels, and what carriers say of them.
create schema if not exists shipping;

create table shipping.parcels (
    id           uuid        primary key,
    group_id     uuid        not null,
    order_id     uuid        not null,
    seller_id    uuid        not null,
    carrier      text        not null,
    -- Not unique: several orders fit into one box, and carriers use their numbers again after some years.
    tracking     text        not null,
    state        text        not null
        check (state in ('announced', 'in_transit', 'exception', 'out_for_delivery', 'delivered')),
    -- When the carrier saw it so.
    state_at     timestamptz not null default now(),
    delivered_at timestamptz,
    created_at   timestamptz not null default now(),
    -- Counts the events of the parcel.
    version      bigint      not null default 1,
    constraint parcels_delivered_at check ((state = 'delivered') = (delivered_at is not null))
);

create index parcels_tracking on shipping.parcels (carrier, tracking, created_at desc);
create index parcels_order on shipping.parcels (order_id);
create index parcels_group on shipping.parcels (group_id);
create index parcels_moving on shipping.parcels (state_at) where state <> 'delivered';

-- What carriers have said. A carrier repeats itself until it is heard; the id of what it says stays the same.
create table shipping.scans (
    parcel_id uuid        not null references shipping.parcels (id) on delete cascade,
    id        text        not null,
    state     text        not null
        check (state in ('announced', 'in_transit', 'exception', 'out_for_delivery', 'delivered')),
    at        timestamptz not null,
    place     text,
    heard_at  timestamptz not null default now(),
    primary key (parcel_id, id)
);

-- Events wait here until the relay has sent them. A shard is sent by one process at a time, in `seq` order; the unique
-- version makes two changes that raced for one aggregate impossible to commit both.
create table shipping.outbox (
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

create index outbox_unsent on shipping.outbox (shard, seq) where published_at is null;
create index outbox_sent on shipping.outbox (published_at) where published_at is not null;

-- Which events were handled, so that an effect happens once.
create table shipping.inbox (
    event_id uuid        primary key,
    at       timestamptz not null default now()
);
