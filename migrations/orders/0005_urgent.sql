-- What a shop has to send, the most urgent first.
create index orders_seller_due on orders.orders (seller_id, due_at, id) where status in ('paid', 'packed');
