-- Payments, refunds and the ledger.
create schema if not exists payments;

-- One per order group, and with its id.
create table payments.payments (
    id              uuid        primary key,
    number          text        not null,
    buyer           uuid        not null,
    amount_minor    bigint      not null check (amount_minor > 0),
    refunded_minor  bigint      not null default 0,
    currency        text        not null check (length(currency) = 3),
    status          text        not null
        check (status in ('pending', 'processing', 'succeeded', 'failed', 'expired', 'partially_refunded', 'refunded')),
    gateway         text        not null,
    units           integer     not null,
    -- The orders of the group: what each costs and what we keep of it, frozen when the payment was opened.
    parts           jsonb       not null,
    -- Orders that were cancelled: their money goes back, whether it came before or comes later.
    cancelled       uuid[]      not null default '{}',
    hold_expires_at timestamptz not null,
    declined        text,
    -- Set when the whole group was given up unpaid: money that comes later goes straight back.
    abandoned_at    timestamptz,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    -- Counts the events of the payment; opening it publishes none.
    version         bigint      not null default 0,
    constraint payments_refund_within_amount check (refunded_minor between 0 and amount_minor)
);

create table payments.viewers (
    payment_id uuid        not null references payments.payments (id) on delete cascade,
    subject    uuid        not null,
    at         timestamptz not null default now(),
    primary key (payment_id, subject)
);

-- Each try to pay. The reference is written before the gateway is asked, so that a lost answer can be asked for again.
create table payments.attempts (
    id          uuid        primary key,
    payment_id  uuid        not null references payments.payments (id),
    -- Idempotency key and name of the charge at the gateway.
    reference   text        not null,
    status      text        not null check (status in ('started', 'confirming', 'processing', 'succeeded', 'declined')),
    declined    text,
    created_at  timestamptz not null default now(),
    -- When the sweeper next asks the gateway how it stands, if nobody has learnt it by then.
    ask_at      timestamptz not null,
    constraint attempts_reference_unique unique (reference)
);

create index attempts_payment on payments.attempts (payment_id, created_at);
create index attempts_due on payments.attempts (ask_at) where status in ('started', 'confirming', 'processing');
-- One try at a time: a second card cannot be charged while the first may still be.
create unique index attempts_one_open on payments.attempts (payment_id)
    where status in ('started', 'confirming', 'processing', 'succeeded');

create table payments.refunds (
    id           uuid        primary key,
    payment_id   uuid        not null references payments.payments (id),
    -- The order it is for; an order is refunded once.
    order_id     uuid        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    status       text        not null check (status in ('pending', 'done')),
    created_at   timestamptz not null default now(),
    -- When it is next tried; moved on before each try, so that one that fails does not hold up the others.
    try_at       timestamptz not null default now(),
    done_at      timestamptz,
    constraint refunds_once_per_order unique (payment_id, order_id)
);

create index refunds_pending on payments.refunds (try_at) where status = 'pending';

-- What gateways called to say. Stored once, before anything is done with it.
create table payments.callbacks (
    id         text        primary key,
    gateway    text        not null,
    body       jsonb       not null,
    arrived_at timestamptz not null default now()
);

-- Double entry: every posting moves money between accounts and adds up to nothing. What we have is positive, what we
-- owe or have earned is negative.
create table payments.postings (
    id         uuid        primary key,
    payment_id uuid        not null references payments.payments (id),
    kind       text        not null check (kind in ('sale', 'refund')),
    -- The sale of a payment and the refund of an order are written once.
    reference  uuid        not null,
    at         timestamptz not null default now(),
    constraint postings_once unique (kind, reference)
);

create table payments.entries (
    posting_id uuid   not null references payments.postings (id),
    line       integer not null,
    -- `gateway` what the gateway holds for us, `seller` what a seller is owed, `commission` what is ours.
    account    text   not null check (account in ('gateway', 'seller', 'commission')),
    seller_id  uuid,
    minor      bigint not null,
    currency   text   not null check (length(currency) = 3),
    primary key (posting_id, line),
    check ((account = 'seller') = (seller_id is not null))
);

create index entries_seller on payments.entries (seller_id) where seller_id is not null;

create function payments.posting_adds_up() returns trigger language plpgsql as $$
begin
    if (select sum(minor) from payments.entries where posting_id = new.posting_id) <> 0 then
        raise exception 'posting % does not add up to zero', new.posting_id using errcode = '23514', constraint = 'posting_adds_up';
    end if;
    return null;
end $$;

create constraint trigger posting_adds_up after insert or update on payments.entries
    deferrable initially deferred for each row execute function payments.posting_adds_up();

-- The simulated gateway's own books: the truth that the sweeper asks for. Nothing else of payments reads this table.
create table payments.simulator (
    reference      text        primary key,
    amount_minor   bigint      not null,
    currency       text        not null,
    status         text        not null check (status in ('confirming', 'processing', 'succeeded', 'declined', 'void')),
    declined       text,
    -- When a late answer is given; null for an answer that never comes by itself.
    answers_at     timestamptz,
    refunded_minor bigint      not null default 0,
    called_back_at timestamptz,
    created_at     timestamptz not null default now(),
    check (refunded_minor between 0 and amount_minor)
);

create index simulator_due on payments.simulator (answers_at) where status = 'processing';
create index simulator_untold on payments.simulator (created_at)
    where called_back_at is null and status in ('succeeded', 'declined');

create table payments.simulator_refunds (
    key          text   primary key,
    reference    text   not null references payments.simulator (reference),
    amount_minor bigint not null check (amount_minor > 0)
);

-- Events wait here until the relay has sent them. A shard is sent by one process at a time, in `seq` order; the unique
-- version makes two changes that raced for one aggregate impossible to commit both.
create table payments.outbox (
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

create index outbox_unsent on payments.outbox (shard, seq) where published_at is null;
create index outbox_sent on payments.outbox (published_at) where published_at is not null;

-- Which events were handled, so that an effect happens once.
create table payments.inbox (
    event_id uuid        primary key,
    at       timestamptz not null default now()
);
