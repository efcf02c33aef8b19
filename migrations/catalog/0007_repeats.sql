-- Requests that must not be done twice: a form that was sent again gets the answer of the first time.
create table catalog.repeats (
    seller_id   uuid        not null,
    -- Made by whoever asks; another shop may have the same.
    key         text        not null,
    -- SHA-256 of the request: the same key with another one is refused.
    fingerprint bytea       not null,
    -- Written by the transaction that does it, so whoever can read the row can read what came of it.
    answer      jsonb       not null default 'null',
    at          timestamptz not null default now(),
    primary key (seller_id, key)
);

create index repeats_at on catalog.repeats (at);
