-- An admin has asked its shop something about a product, and it has not been changed since.
alter table catalog.products add column asked boolean not null default false;
