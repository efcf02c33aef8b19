-- What an admin has asked about a product, as its shop reads it while `asked` holds.
alter table catalog.products add column asked_reason text not null default '';
