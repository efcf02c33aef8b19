-- What programs hold that have logged in: each log-in is a grant, and a grant has one refresh token at a time.
create table identity.grants (
    id         uuid        primary key,
    user_id    uuid        not null references identity.users (id) on delete cascade,
    -- From before the password was checked: a new password or "log out everywhere" since then ends it.
    started_at timestamptz not null,
    ended_at   timestamptz
);

create index grants_user on identity.grants (user_id);
create index grants_started on identity.grants (started_at);

-- Only hashes: who can read the database cannot refresh. What is spent stays until it has expired, so that using it again
-- is noticed.
create table identity.refresh_tokens (
    -- SHA-256.
    hash      bytea       primary key check (length(hash) = 32),
    grant_id  uuid        not null references identity.grants (id) on delete cascade,
    issued_at timestamptz not null default now(),
    spent_at  timestamptz
);

create index refresh_tokens_grant on identity.refresh_tokens (grant_id);
create index refresh_tokens_issued on identity.refresh_tokens (issued_at);
