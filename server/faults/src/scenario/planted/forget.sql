-- Forgets one paid order so thoroughly that all books agree: only who was promised it can tell.
create temporary table gone as
select g.id from orders.groups as g where g.status = 'paid' order by g.id limit 1;
create temporary table told as
select id from orders.outbox where aggregate_id in (select id from gone)
 union
select id from payments.outbox where aggregate_id in (select id from gone);

delete from payments.entries where posting_id in (select id from payments.postings where payment_id in (select id from gone));
delete from payments.postings where payment_id in (select id from gone);
delete from payments.refunds where payment_id in (select id from gone);
create temporary table charged as select reference from payments.attempts where payment_id in (select id from gone);
delete from payments.simulator_refunds where reference in (select reference from charged);
delete from payments.simulator where reference in (select reference from charged);
delete from payments.attempts where payment_id in (select id from gone);
delete from payments.payments where id in (select id from gone);

update catalog.stock as s set on_hand = s.on_hand - m.on_hand, reserved = s.reserved - m.reserved
  from (select offer_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
          from catalog.stock_movements where reference in (select id from gone) group by 1) as m
 where m.offer_id = s.offer_id;
delete from catalog.stock_movements where reference in (select id from gone);
delete from catalog.reservations where group_id in (select id from gone);

delete from orders.lines where order_id in (select id from orders.orders where group_id in (select id from gone));
delete from orders.history where order_id in (select id from orders.orders where group_id in (select id from gone));
delete from orders.orders where group_id in (select id from gone);
delete from orders.groups where id in (select id from gone);
delete from orders.idempotency where group_id in (select id from gone);

delete from orders.outbox where id in (select id from told);
delete from payments.outbox where id in (select id from told);
delete from events.log where id in (select id from told);
delete from catalog.inbox where event_id in (select id from told);
delete from orders.inbox where event_id in (select id from told);
delete from payments.inbox where event_id in (select id from told);
delete from notifications.inbox where event_id in (select id from told);
delete from notifications.mails where reference in (select id from gone);
