-- What shops decide about mail is told to audit. Events wait here until the relay has sent them. A shard is sent by one
-- process at a time, in `seq` order; the unique version makes two changes that raced for one aggregate impossible to commit
-- both.
create table notifications.outbox (
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

create index outbox_unsent on notifications.outbox (shard, seq) where published_at is null;
create index outbox_sent on notifications.outbox (published_at) where published_at is not null;
