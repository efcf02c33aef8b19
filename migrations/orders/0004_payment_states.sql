-- How an order stands with its money, so that every list of one status and one payment is one run of an index.
alter table orders.orders
    add column payment text not null generated always as
        (case when paid_at is null then 'unpaid' when refunded_minor = 0 then 'paid' else 'refunded' end) stored;

drop index orders.orders_refunded, orders.orders_unpaid, orders.orders_seller_unpaid, orders.orders_seller_refunded;

create index orders_status_payment on orders.orders (status, payment, id desc);
-- Nearly all are paid: those are found by the order of the list itself.
create index orders_payment on orders.orders (payment, id desc) where payment <> 'paid';
create index orders_seller_payment on orders.orders (seller_id, payment, id desc) where payment <> 'paid';
