-- Counts the events of a shop. Its version counts changes, and not every change is told.
alter table identity.sellers
    add column told bigint not null default 1;

update identity.sellers set told = version;
