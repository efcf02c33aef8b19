-- The category into which the products of one move, until none is left and it is gone.
alter table catalog.categories add column merging_into uuid references catalog.categories (id);
