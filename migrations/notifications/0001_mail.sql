-- Mail on its way out.
create schema if not exists notifications;

create table notifications.mails (
    id         uuid        primary key,
    kind       text        not null,
    -- What it is about: a user, an order group. One mail of a kind about one thing.
    reference  uuid        not null,
    recipient  text        not null,
    subject    text        not null,
    text       text        not null,
    html       text        not null,
    tries      integer     not null default 0,
    not_before timestamptz not null default now(),
    sent_at    timestamptz,
    failed     text,
    created_at timestamptz not null default now(),
    constraint mails_once unique (kind, reference)
);

create index mails_unsent on notifications.mails (not_before) where sent_at is null and failed is null;

-- Which events were handled, so that an effect happens once.
create table notifications.inbox (
    event_id uuid        primary key,
    at       timestamptz not null default now()
);
