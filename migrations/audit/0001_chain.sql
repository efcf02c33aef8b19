-- What was done with privilege or money.
create schema if not exists audit;

-- Each entry holds the hash of the one before it: whoever changes one has to change all that follow.
create table audit.entries (
    -- Place in the chain, from 1 without a gap.
    seq          bigint      primary key check (seq > 0),
    id           uuid        not null constraint entries_once unique,
    -- When it was done, and when it was put here: of two entries the later one was never put here earlier.
    at           timestamptz not null,
    recorded_at  timestamptz not null,
    slice        text        not null,
    actor        uuid,
    actor_kind   text        not null,
    -- In byte order, so that a range finds everything that begins alike.
    action       text        collate "C" not null,
    subject_kind text        not null,
    subject      text        not null,
    seller_id    uuid,
    -- How things stood, as the JSON that came: other spaces would be another hash.
    before       text,
    after        text,
    reason       text,
    origin       text,
    prev_hash    bytea       not null check (length(prev_hash) = 32),
    hash         bytea       not null check (length(hash) = 32)
);

create index entries_actor on audit.entries (actor, seq desc) where actor is not null;
create index entries_subject on audit.entries (subject, seq desc);
create index entries_seller on audit.entries (seller_id, seq desc) where seller_id is not null;
create index entries_action on audit.entries (action, seq desc);
create index entries_recorded on audit.entries (recorded_at, seq);

create function audit.only_append() returns trigger language plpgsql as $$
begin
    raise exception 'entries of the audit log cannot be changed' using errcode = '42501';
end $$;

create trigger only_append before update or delete or truncate on audit.entries
    for each statement execute function audit.only_append();

revoke all on audit.entries from public;

-- Which events were handled, so that an effect happens once.
create table audit.inbox (
    event_id uuid        primary key,
    at       timestamptz not null default now()
);
