-- The PostgreSQL back end of the bus, and the letters that no consumer could read.
create schema if not exists events;

-- One row per event and topic. A shard keeps the events of one key in order: `position` is taken under the shard's
-- advisory lock, so it follows commit order within a shard and a cursor can trust it.
create table events.log (
    topic    text        not null,
    shard    smallint    not null,
    position bigint      not null generated always as identity,
    id       uuid        not null,
    key      uuid        not null,
    envelope jsonb       not null,
    at       timestamptz not null default now(),
    primary key (topic, shard, position)
);

create index log_at on events.log using brin (at);

-- How far each consumer has read. The row is locked while a batch is handled, so one process reads a shard at a time.
create table events.cursors (
    consumer text     not null,
    topic    text     not null,
    shard    smallint not null,
    position bigint   not null default 0,
    primary key (consumer, topic, shard)
);

-- Events that a consumer could not handle, and later events of the same key, which wait so that order is kept.
create table events.parked (
    consumer text        not null,
    id       uuid        not null,
    seq      bigint      not null generated always as identity,
    topic    text        not null,
    key      uuid        not null,
    envelope jsonb       not null,
    error    text        not null,
    tries    integer     not null,
    at       timestamptz not null default now(),
    primary key (consumer, id)
);

create index parked_key on events.parked (consumer, topic, key);
