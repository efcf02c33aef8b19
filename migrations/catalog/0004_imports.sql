-- Files of products on their way into a shop.
create table catalog.imports (
    id            uuid        primary key,
    seller_id     uuid        not null references catalog.sellers (id),
    file_name     text        not null,
    status        text        not null
        check (status in ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
    -- [{name, sample, means}, ...] in the file's order.
    columns       jsonb       not null,
    uploaded_by   uuid        not null,
    uploaded_at   timestamptz not null default now(),
    started_at    timestamptz,
    finished_at   timestamptz,
    -- Rows of the file, known once it was checked.
    rows          bigint,
    -- How far the check or the import has come. It goes on from there after a crash.
    products_done bigint      not null default 0,
    rows_done     bigint      not null default 0,
    created       bigint      not null default 0,
    updated       bigint      not null default 0,
    unchanged     bigint      not null default 0,
    failed        bigint      not null default 0,
    failed_rows   bigint      not null default 0,
    errors        bigint      not null default 0,
    warnings      bigint      not null default 0,
    problem       text,
    -- Whoever works on it, for as long as it says so.
    claim         uuid,
    claimed_until timestamptz
);

create index imports_seller on catalog.imports (seller_id, uploaded_at desc, id desc);
create index imports_waiting on catalog.imports (started_at) where status in ('checking', 'running');

create table catalog.import_files (
    import_id uuid  primary key references catalog.imports (id) on delete cascade,
    bytes     bytea not null
);

-- What is wrong with a file, and what was read otherwise than it was written.
create table catalog.import_issues (
    id        bigint  primary key generated always as identity,
    import_id uuid    not null references catalog.imports (id) on delete cascade,
    line      bigint  not null,
    error     boolean not null,
    -- As the file calls it.
    name      text    not null,
    value     text    not null,
    message   text    not null,
    hint      text    not null
);

create index import_issues_import on catalog.import_issues (import_id, id);

-- Rows of products that cannot be imported: cells of the columns that mean something, in the file's order.
create table catalog.import_failures (
    id        bigint primary key generated always as identity,
    import_id uuid   not null references catalog.imports (id) on delete cascade,
    cells     text[] not null,
    error     text   not null
);

create index import_failures_import on catalog.import_failures (import_id, id);

-- What a seller's files call things, lower case; nothing for what is left out.
create table catalog.import_names (
    seller_id uuid not null references catalog.sellers (id),
    name      text not null,
    means     text not null,
    primary key (seller_id, name)
);
