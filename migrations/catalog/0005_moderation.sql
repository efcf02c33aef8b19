-- Admins look at products after they have changed, and tend the category tree.
alter table catalog.products
    add column reviewed_at   timestamptz,
    -- `updated_at` of what was looked at: while it is another, somebody has to look again.
    add column reviewed_mark timestamptz,
    -- What was shown then, to compare with.
    add column reviewed      jsonb,
    -- Counts the decisions about it; they are its events.
    add column decisions     bigint not null default 0;

-- Old rows count as changed.
create index products_waiting on catalog.products (updated_at, id)
    where status = 'active' and reviewed_mark is distinct from updated_at;
create index products_taken_out on catalog.products (blocked_at, id) where blocked_at is not null;

-- Addresses of categories that have become part of others.
create table catalog.category_slugs (
    slug        text primary key,
    category_id uuid not null references catalog.categories (id) on delete cascade
);

create index category_slugs_category on catalog.category_slugs (category_id);
