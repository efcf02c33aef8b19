-- Under which key the market paid lines back that do not come back; nothing for what a buyer wishes to give back.
alter table orders.returns add column key text;

create unique index returns_key on orders.returns (order_id, key) where key is not null;
