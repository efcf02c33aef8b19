-- People, their addresses, and the shops they run.
create schema if not exists identity;

create table identity.users (
    id            uuid        primary key,
    -- Lower case: two people cannot differ by it.
    email         text        not null check (email = lower(email)),
    name          text        not null,
    role          text        not null default 'USER' check (role in ('USER', 'SELLER', 'ADMIN')),
    -- argon2id in PHC form.
    password_hash text        not null,
    -- Sessions that began earlier are over: set by "log out everywhere", a new password, a new role. A new account has
    -- none to end, and must not depend on how the clocks of the database and the storefront agree.
    sessions_valid_after timestamptz not null default 'epoch',
    disabled_at   timestamptz,
    created_at    timestamptz not null default now(),
    version       bigint      not null default 1,
    constraint users_email_unique unique (email)
);

create table identity.addresses (
    id         uuid        primary key,
    user_id    uuid        not null references identity.users (id) on delete cascade,
    postal     jsonb       not null,
    is_default boolean     not null default false,
    created_at timestamptz not null default now()
);

create index addresses_user on identity.addresses (user_id, created_at, id);
create unique index addresses_one_default on identity.addresses (user_id) where is_default;

create table identity.sellers (
    id            uuid        primary key,
    slug          text        not null,
    name          text        not null,
    place         text        not null,
    tint          text        not null,
    about         text        not null,
    returns       text        not null,
    since         integer     not null,
    ships_in_days integer     not null check (ships_in_days between 0 and 60),
    status        text        not null default 'approved' check (status in ('approved', 'suspended')),
    created_at    timestamptz not null default now(),
    version       bigint      not null default 1,
    constraint sellers_slug_unique unique (slug)
);

create table identity.members (
    seller_id uuid not null references identity.sellers (id) on delete cascade,
    user_id   uuid not null references identity.users (id) on delete cascade,
    role      text not null check (role in ('owner', 'staff')),
    primary key (seller_id, user_id)
);

create index members_user on identity.members (user_id);

-- Events wait here until the relay has sent them. A shard is sent by one process at a time, in `seq` order; the unique
-- version makes two changes that raced for one aggregate impossible to commit both.
create table identity.outbox (
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

create index outbox_unsent on identity.outbox (shard, seq) where published_at is null;
create index outbox_sent on identity.outbox (published_at) where published_at is not null;
