//! Payments, the gateway, refunds, the ledger, and what is added up of it.

use super::{Invariant, always, if_any};

pub const INVARIANTS: [Invariant; 15] = [
    always(
        "a group has one payment, of its total, and a payment has a group",
        "select coalesce(g.id, p.id),
                case when g.id is null then true
                     when p.id is null then g.placed_at < now() - $1
                     -- Payments know who has placed a group, though that guest may have become a user since.
                     else (p.amount_minor, p.currency, p.buyer, p.number)
                          <> (g.total_minor, g.currency, coalesce(g.guest, g.buyer), g.number) end
           from orders.groups as g
           full join payments.payments as p on p.id = g.id",
    ),
    always(
        "a paid group's money came in",
        "select g.id, g.paid_at is not null and (p.id is null or p.status not in ('succeeded', 'partially_refunded', 'refunded'))
           from orders.groups as g
           left join payments.payments as p on p.id = g.id",
    ),
    if_any(
        "money that came in is for a group that was paid, or goes back",
        "select p.id,
                g.paid_at is null and p.updated_at < now() - $1
                and coalesce((select sum(amount_minor) from payments.refunds as r where r.payment_id = p.id), 0) < p.amount_minor
           from payments.payments as p
           left join orders.groups as g on g.id = p.id
          where p.status in ('succeeded', 'partially_refunded', 'refunded')",
    ),
    if_any(
        "the parts of a payment are the orders of its group",
        "select p.id,
                p.amount_minor <> (select sum((part -> 'total' ->> 'minor')::bigint) from jsonb_array_elements(p.parts) as part)
                or (select count(*) from orders.orders as o where o.group_id = p.id) <> jsonb_array_length(p.parts)
                or exists (select from jsonb_array_elements(p.parts) as part
                             left join orders.orders as o
                                    on o.id = (part ->> 'order')::uuid and o.group_id = p.id
                                   and o.seller_id = (part ->> 'seller')::uuid
                                   and o.total_minor = (part -> 'total' ->> 'minor')::bigint
                            where o.id is null)
           from payments.payments as p",
    ),
    if_any(
        "a payment that succeeded did so in one attempt, any other in none",
        "select p.id,
                (select count(*) from payments.attempts as a where a.payment_id = p.id and a.status = 'succeeded')
                <> (p.status in ('succeeded', 'partially_refunded', 'refunded'))::integer
           from payments.payments as p",
    ),
    if_any(
        "what the gateway took we know, and what we know it took: the same amounts",
        "select coalesce(s.reference, a.reference),
                case when s.status = 'succeeded'
                     then a.payment_id is null
                          or (a.status <> 'succeeded' and a.created_at < now() - $1)
                          or s.amount_minor <> p.amount_minor or s.currency <> p.currency
                     else a.status = 'succeeded' end
           from (select * from payments.simulator where status = 'succeeded') as s
           full join (select * from payments.attempts where status = 'succeeded'
                                                         or reference in (select reference from payments.simulator
                                                                           where status = 'succeeded')) as a
                  on a.reference = s.reference
           left join payments.payments as p on p.id = a.payment_id",
    ),
    if_any(
        "no attempt waits for the gateway for ever",
        "select a.id,
                a.status in ('started', 'processing') and a.created_at < now() - $1 * 3
                or a.status = 'confirming' and p.hold_expires_at < now() - greatest($1, interval '60 seconds')
           from payments.attempts as a
           join payments.payments as p on p.id = a.payment_id",
    ),
    if_any(
        "a refund is of what was cancelled or returned, and what was refunded is the sum of refunds",
        "select p.id,
                p.refunded_minor <> coalesce(sum(r.amount_minor) filter (where r.status = 'done'), 0)
                or coalesce(sum(r.amount_minor), 0) > p.amount_minor
                or bool_or(r.id is not null
                           and (o.id is null
                                or o.refunded_minor < (select sum(s.amount_minor) from payments.refunds as s
                                                        where s.payment_id = p.id and s.order_id = o.id)))
                or bool_or(coalesce(r.status = 'pending' and r.created_at < now() - $1, false))
                or p.status <> all (case when p.refunded_minor = 0 then array['pending', 'processing', 'succeeded', 'failed', 'expired']
                                         when p.refunded_minor < p.amount_minor then array['partially_refunded']
                                         else array['refunded'] end)
           from payments.payments as p
           left join payments.refunds as r on r.payment_id = p.id
           left join orders.orders as o on o.id = r.order_id and o.group_id = p.id
          group by p.id",
    ),
    if_any(
        "the money for a cancelled order, and for cancelled and returned lines, goes back",
        "select o.id,
                o.refunded_minor <> coalesce((select sum(r.amount_minor) from payments.refunds as r
                                               where r.payment_id = p.id and r.order_id = o.id), 0)
                and greatest(p.updated_at, (select max(e.created_at) from orders.outbox as e
                                             where e.aggregate_id = o.group_id)) < now() - $1
           from orders.orders as o
           join payments.payments as p on p.id = o.group_id and p.status in ('succeeded', 'partially_refunded', 'refunded')
          where o.refunded_minor > 0",
    ),
    if_any(
        "what the gateway gave back is what we know it gave back",
        "select s.reference,
                s.refunded_minor <> coalesce(sum(g.amount_minor), 0)
                or bool_or(g.key is not null and (r.id is null or r.amount_minor <> g.amount_minor))
                or (s.refunded_minor <> p.refunded_minor and max(coalesce(r.created_at, p.updated_at)) < now() - $1)
           from payments.simulator as s
           join payments.attempts as a on a.reference = s.reference
           join payments.payments as p on p.id = a.payment_id
           left join payments.simulator_refunds as g on g.reference = s.reference
           left join payments.refunds as r on r.id::text = g.key and r.payment_id = p.id
          where s.status = 'succeeded' and a.status = 'succeeded'
          group by s.reference, s.refunded_minor, p.refunded_minor",
    ),
    if_any(
        "every posting adds up to nothing, in one currency, for a payment that succeeded",
        "select s.id,
                count(e.line) < 2 or count(distinct e.currency) <> 1 or sum(e.minor) <> 0
                or bool_or(p.status not in ('succeeded', 'partially_refunded', 'refunded'))
           from payments.postings as s
           join payments.payments as p on p.id = s.payment_id
           left join payments.entries as e on e.posting_id = s.id
          group by s.id",
    ),
    if_any(
        "the ledger holds what the gateway holds: what came in less what went back",
        "select p.id, coalesce(e.held, 0) <> p.amount_minor - p.refunded_minor
           from payments.payments as p
           left join (select s.payment_id, sum(e.minor) as held
                        from payments.postings as s
                        join payments.entries as e on e.posting_id = s.id
                       where e.account = 'gateway'
                       group by 1) as e on e.payment_id = p.id
          where p.status in ('succeeded', 'partially_refunded', 'refunded')",
    ),
    if_any(
        "a seller is owed what was sold and not refunded, less the commission",
        "select due.payment_id::text || '/' || due.seller_id, due.minor <> -coalesce(e.minor, 0)
           from (select payment_id, seller_id,
                        sum(total - commission - refunded
                            + div(commission * least(refunded, goods) * 2 + goods, goods * 2)) as minor
                   from (select p.id as payment_id, (part ->> 'seller')::uuid as seller_id,
                                (part -> 'total' ->> 'minor')::numeric as total,
                                (part -> 'commission' ->> 'minor')::numeric as commission,
                                coalesce(part -> 'items' ->> 'minor', part -> 'total' ->> 'minor')::numeric as goods,
                                coalesce((select sum(r.amount_minor) from payments.refunds as r
                                           where r.payment_id = p.id and r.order_id = (part ->> 'order')::uuid
                                             and r.status = 'done'), 0) as refunded
                           from payments.payments as p
                          cross join jsonb_array_elements(p.parts) as part
                          where p.status in ('succeeded', 'partially_refunded', 'refunded')) as part
                  group by 1, 2) as due
           full join (select s.payment_id, e.seller_id, sum(e.minor) as minor
                        from payments.postings as s
                        join payments.entries as e on e.posting_id = s.id
                       where e.account = 'seller'
                       group by 1, 2) as e on e.payment_id = due.payment_id and e.seller_id = due.seller_id",
    ),
    if_any(
        "the balance of a shop is the sum of its entries",
        "select coalesce(b.seller_id, e.seller_id), coalesce(b.minor, 0) <> coalesce(e.minor, 0)
           from payments.balances as b
           full join (select seller_id, sum(minor) as minor from payments.entries where account = 'seller' group by 1) as e
                  on e.seller_id = b.seller_id",
    ),
    if_any(
        "what a shop sold in a month is what it sold on its days",
        "select coalesce(m.seller_id, d.seller_id),
                coalesce((m.revenue_minor, m.orders) <> (d.revenue_minor, d.orders), true)
           from analytics.seller_months as m
           full join (select seller_id, date_trunc('month', day)::date as month, sum(revenue_minor) as revenue_minor,
                             sum(orders) as orders
                        from analytics.seller_days group by 1, 2) as d
                  on d.seller_id = m.seller_id and d.month = m.month",
    ),
];
