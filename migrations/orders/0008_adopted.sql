-- The guest who has placed it and has become its buyer by logging in; nobody where it was placed by its buyer.
-- Payments know who has placed a group and no more.
alter table orders.groups add column guest uuid;
