-- Categories that have other names now, or stand elsewhere, and whose products are still found by those from before.
create table catalog.renamed_categories (
    category_id uuid primary key references catalog.categories (id) on delete cascade,
    -- Its products up to this one are found by the new names.
    done_to     uuid not null default '00000000-0000-0000-0000-000000000000'
);
