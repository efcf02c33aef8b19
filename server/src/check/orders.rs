//! Groups, orders, lines, history, and the answers that were promised.

use super::{Invariant, always, if_any};

pub const INVARIANTS: [Invariant; 10] = [
    always(
        "the total of a group is the sum of its orders, and an order that of its lines and delivery",
        "select g.id,
                o.lines_missing
                or g.items_minor <> o.items or g.delivery_minor <> o.delivery or g.total_minor <> o.total
                or g.total_minor <> g.items_minor + g.delivery_minor
                or g.units <> o.units
           from orders.groups as g
           left join (select o.group_id, sum(o.items_minor) as items, sum(o.delivery_minor) as delivery,
                             sum(o.total_minor) as total, sum(l.units) as units,
                             bool_or(o.items_minor is distinct from l.total or l.wrong
                                     or o.total_minor <> o.items_minor + o.delivery_minor) as lines_missing
                        from orders.orders as o
                        left join (select order_id, sum(total_minor) as total, sum(quantity) as units,
                                          bool_or(total_minor <> price_minor * quantity) as wrong
                                     from orders.lines group by 1) as l on l.order_id = o.id
                       group by 1) as o on o.group_id = g.id",
    ),
    always(
        "a group is what its orders are",
        "select g.id,
                g.status <> all (case when o.waiting > 0 then array['pending']
                                      when o.cancelled = o.orders then array['cancelled', 'expired']
                                      when o.over = o.orders then array['completed']
                                      else array['paid'] end)
                or (g.status = 'paid') > (g.paid_at is not null)
           from orders.groups as g
           left join (select group_id, count(*) as orders,
                             count(*) filter (where status = 'created') as waiting,
                             count(*) filter (where status = 'cancelled') as cancelled,
                             count(*) filter (where status in ('cancelled', 'delivered', 'returned')) as over
                        from orders.orders group by 1) as o on o.group_id = g.id",
    ),
    always(
        "an order's history begins when it is created, ends with its status and goes along legal moves only",
        "select o.id, h.first <> 'created' or h.last <> o.status or h.illegal > 0
           from orders.orders as o
           left join (select order_id,
                             (array_agg(status order by id))[1] as first,
                             (array_agg(status order by id desc))[1] as last,
                             count(*) filter (where before is not null and before || '>' || status not in
                                 ('created>paid', 'paid>packed', 'packed>shipped', 'shipped>delivered', 'delivered>returned',
                                  'created>cancelled', 'paid>cancelled', 'packed>cancelled')) as illegal
                        from (select id, order_id, status, lag(status) over (partition by order_id order by id) as before
                                from orders.history) as step
                       group by 1) as h on h.order_id = o.id",
    ),
    always(
        "an order that was paid has a time at which it was, and only those of paid groups were",
        "select o.id,
                (o.paid_at is not null) <> exists (select from orders.history as h
                                                    where h.order_id = o.id and h.status = 'paid')
                or (o.cancelled_at is not null) <> (o.status = 'cancelled')
                or (o.paid_at is not null and g.paid_at is null)
           from orders.orders as o
           join orders.groups as g on g.id = o.group_id",
    ),
    always(
        "an order is sent, cancelled and returned as its lines are, and what goes back is their money",
        "select o.id,
                bool_or(l.cancelled < 0 or l.cancelled + l.shipped > l.quantity or l.returned not between 0 and l.shipped)
                or o.refunded_minor <> sum(l.price_minor * (l.cancelled + l.returned))
                                       + case o.status when 'cancelled' then o.delivery_minor else 0 end
                or (o.status in ('shipped', 'delivered', 'returned'))
                   <> (sum(l.shipped) > 0 and bool_and(l.cancelled + l.shipped = l.quantity))
                or (o.status = 'cancelled') <> bool_and(l.cancelled = l.quantity)
                or (o.status = 'returned')
                   <> (o.status in ('delivered', 'returned') and bool_and(l.returned = l.shipped))
           from orders.orders as o
           join orders.lines as l on l.order_id = o.id
          group by o.id",
    ),
    always(
        "what was sent of a line is in a parcel, what came back in a return, and nothing is asked back twice",
        "select l.id,
                l.shipped <> coalesce(p.sent, 0)
                or l.returned <> coalesce(r.accepted, 0) or coalesce(r.claimed, 0) > l.shipped
                or (o.status in ('delivered', 'returned')
                    and exists (select from orders.parcels as p where p.order_id = o.id and p.delivered_at is null))
           from orders.lines as l
           join orders.orders as o on o.id = l.order_id
           left join (select line_id, sum(quantity) as sent from orders.parcel_lines group by 1) as p on p.line_id = l.id
           left join (select w.line_id, sum(w.quantity) filter (where r.status = 'accepted') as accepted,
                             sum(w.quantity) filter (where r.status <> 'withdrawn' and r.key is null) as claimed
                        from orders.return_lines as w
                        join orders.returns as r on r.id = w.return_id
                       group by 1) as r on r.line_id = l.id",
    ),
    always(
        "no group waits for its money longer than its hold",
        "select id, status = 'pending' and hold_expires_at < now() - greatest($1, interval '60 seconds') from orders.groups",
    ),
    if_any(
        "an idempotency key made one group or none: its answer names a group that is there",
        "select i.key,
                (i.answer is not null) <> (g.id is not null)
                or (i.answer is not null and (i.answer ->> 'group')::uuid is distinct from i.group_id)
                or count(*) over (partition by i.group_id) > 1
           from orders.idempotency as i
           left join orders.groups as g on g.id = i.group_id",
    ),
    if_any(
        "every recent group was asked for under a key",
        "select g.id, i.key is null
           from orders.groups as g
           left join orders.idempotency as i on i.group_id = g.id
          where g.placed_at > now() - interval '6 days'",
    ),
    always(
        "a buyer is told once that an order was placed, and once that it was paid",
        "select g.id,
                (m.received <> 1 and g.placed_at < now() - $1) or m.received > 1
                or (g.paid_at is not null and m.paid <> 1 and g.paid_at < now() - $1)
                or m.paid > (g.paid_at is not null)::integer
           from orders.groups as g
          cross join lateral (select count(*) filter (where kind = 'order-received') as received,
                                     count(*) filter (where kind = 'order-paid') as paid
                                from notifications.mails
                               where kind in ('order-received', 'order-paid') and reference = g.id) as m",
    ),
];
