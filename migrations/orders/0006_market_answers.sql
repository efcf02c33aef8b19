-- Whether it was the market that answered a return, in the shop's place.
alter table orders.returns add column by_market boolean not null default false;
