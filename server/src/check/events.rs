//! Outboxes, the log, and who has handled what.
//!
//! What strangers put among the events stays where it lies. Once an operator has given it up it is nobody's fault any more;
//! until then it is.

use super::{Invariant, if_any};

pub const INVARIANTS: [Invariant; 8] = [
    if_any(
        "every change of a recent group is told: as many events as versions, counted 1, 2, 3",
        "select g.id, e.count <> g.version or e.first <> 1 or e.last <> g.version
           from orders.groups as g
           left join (select aggregate_id, count(*) as count, min(aggregate_version) as first, max(aggregate_version) as last
                        from orders.outbox group by 1) as e on e.aggregate_id = g.id
          where g.placed_at > now() - interval '6 days'",
    ),
    if_any(
        "every change of a recent payment is told",
        "select p.id,
                coalesce(e.count, 0) <> p.version or coalesce(e.first, 1) <> 1 or coalesce(e.last, 0) <> p.version
                or coalesce(e.succeeded, 0) <> (p.status in ('succeeded', 'partially_refunded', 'refunded'))::integer
                or coalesce(e.refunded, 0) <> (select count(*) from payments.refunds as r
                                                where r.payment_id = p.id and r.status = 'done')
           from payments.payments as p
           left join (select aggregate_id, count(*) as count, min(aggregate_version) as first, max(aggregate_version) as last,
                             count(*) filter (where envelope ->> 'type' like '%.payment.succeeded.%') as succeeded,
                             count(*) filter (where envelope ->> 'type' like '%.payment.refunded.%') as refunded
                        from payments.outbox group by 1) as e on e.aggregate_id = p.id
          where p.created_at > now() - interval '6 days'",
    ),
    if_any(
        "the events of an aggregate have no gap, and what is to be told is sent",
        "select aggregate_id,
                count(*) <> max(aggregate_version) - min(aggregate_version) + 1
                or bool_or(published_at is null and created_at < now() - $1)
           from (select topic, aggregate_id, aggregate_version, published_at, created_at from identity.outbox
                  union all
                 select topic, aggregate_id, aggregate_version, published_at, created_at from catalog.outbox
                  union all
                 select topic, aggregate_id, aggregate_version, published_at, created_at from orders.outbox
                  union all
                 select topic, aggregate_id, aggregate_version, published_at, created_at from payments.outbox
                  union all
                 select topic, aggregate_id, aggregate_version, published_at, created_at from shipping.outbox
                  union all
                 select topic, aggregate_id, aggregate_version, published_at, created_at from notifications.outbox) as e
          group by topic, aggregate_id",
    ),
    if_any(
        "what was sent is in the log as it was written, and nothing else is",
        "select coalesce(o.id, l.id),
                case when o.id is null then l.at > now() - interval '6 days'
                                         and not exists (select from events.given_up as g where g.id = l.id)
                     when l.id is null then o.published_at < now() - $1
                     else o.topic <> l.topic or o.aggregate_id <> l.key or o.envelope <> l.envelope end
           from (select id, topic, aggregate_id, envelope, published_at from identity.outbox
                  union all
                 select id, topic, aggregate_id, envelope, published_at from catalog.outbox
                  union all
                 select id, topic, aggregate_id, envelope, published_at from orders.outbox
                  union all
                 select id, topic, aggregate_id, envelope, published_at from payments.outbox
                  union all
                 select id, topic, aggregate_id, envelope, published_at from shipping.outbox
                  union all
                 select id, topic, aggregate_id, envelope, published_at from notifications.outbox) as o
           full join (select distinct on (id) id, topic, key, envelope, at from events.log order by id, at) as l on l.id = o.id",
    ),
    if_any(
        "events of a key stand in the log in the order of their versions, in one shard",
        "select key,
                bool_or(not excused and before is not null and version <> before + 1)
                or coalesce(min(shard) filter (where not given_up) <> max(shard) filter (where not given_up), false)
           from (select topic, key, shard, version, given_up, lag(version) over w as before,
                        given_up or coalesce(lag(given_up) over w, false) as excused
                   from (select topic, key, shard, (envelope ->> 'aggregateversion')::bigint as version,
                                min(position) as position,
                                bool_or(exists (select from events.given_up as g where g.id = l.id)) as given_up
                           from events.log as l
                          group by 1, 2, 3, 4) as first_times
                 window w as (partition by topic, key order by position)) as steps
          group by topic, key",
    ),
    if_any(
        "who listens has handled what was said, once",
        "select l.id::text || '/' || l.consumer,
                l.handled <> 1 and l.at < now() - $1 and l.at > now() - interval '30 days'
                and not exists (select from events.given_up as g where g.consumer = l.consumer and g.id = l.id)
           from (select l.id, w.consumer, min(l.at) as at,
                        (select count(*) from catalog.inbox as i where w.consumer = 'catalog' and i.event_id = l.id)
                      + (select count(*) from orders.inbox as i where w.consumer = 'orders' and i.event_id = l.id)
                      + (select count(*) from payments.inbox as i where w.consumer = 'payments' and i.event_id = l.id)
                      + (select count(*) from notifications.inbox as i where w.consumer = 'notifications' and i.event_id = l.id)
                      + (select count(*) from shipping.inbox as i where w.consumer = 'shipping' and i.event_id = l.id)
                      + (select count(*) from audit.inbox as i where w.consumer = 'audit' and i.event_id = l.id)
                      + (select count(*) from analytics.inbox as i where w.consumer = 'analytics' and i.event_id = l.id)
                        as handled
                   from events.log as l
                   join (values ('catalog', 'com.levomart.order.created.v1'),
                                ('catalog', 'com.levomart.order.paid.v1'),
                                ('catalog', 'com.levomart.order.cancelled.v1'),
                                ('catalog', 'com.levomart.order.lines_cancelled.v1'),
                                ('catalog', 'com.levomart.order.returned.v1'),
                                ('catalog', 'com.levomart.seller.approved.v1'),
                                ('catalog', 'com.levomart.seller.suspended.v1'),
                                ('orders', 'com.levomart.payment.succeeded.v1'),
                                ('orders', 'com.levomart.seller.approved.v1'),
                                ('orders', 'com.levomart.shipment.delivered.v1'),
                                ('payments', 'com.levomart.order.created.v1'),
                                ('payments', 'com.levomart.order.cancelled.v1'),
                                ('payments', 'com.levomart.order.lines_cancelled.v1'),
                                ('payments', 'com.levomart.order.returned.v1'),
                                ('shipping', 'com.levomart.order.shipped.v1'),
                                ('audit', 'com.levomart.audit.recorded.v1'),
                                ('analytics', 'com.levomart.order.created.v1'),
                                ('analytics', 'com.levomart.order.paid.v1'),
                                ('analytics', 'com.levomart.order.cancelled.v1'),
                                ('analytics', 'com.levomart.order.lines_cancelled.v1'),
                                ('analytics', 'com.levomart.order.returned.v1'),
                                ('notifications', 'com.levomart.order.created.v1'),
                                ('notifications', 'com.levomart.order.paid.v1'),
                                ('notifications', 'com.levomart.order.cancelled.v1'),
                                ('notifications', 'com.levomart.order.lines_cancelled.v1'),
                                ('notifications', 'com.levomart.order.shipped.v1'),
                                ('notifications', 'com.levomart.order.delivered.v1'),
                                ('notifications', 'com.levomart.order.returned.v1'),
                                ('notifications', 'com.levomart.return.asked.v1'),
                                ('notifications', 'com.levomart.return.refused.v1'),
                                ('notifications', 'com.levomart.user.created.v1'),
                                ('notifications', 'com.levomart.seller.applied.v1'),
                                ('notifications', 'com.levomart.seller.answered.v1'),
                                ('notifications', 'com.levomart.seller.approved.v1'),
                                ('notifications', 'com.levomart.seller.suspended.v1'),
                                ('notifications', 'com.levomart.stock.low.v1'),
                                ('notifications', 'com.levomart.stock.out.v1'),
                                ('notifications', 'com.levomart.product.moderated.v1'),
                                ('notifications', 'com.levomart.product.answered.v1'),
                                ('notifications', 'com.levomart.import.ended.v1')) as w (consumer, type)
                     on w.type = l.envelope ->> 'type'
                  -- An offer that is gone by now needs no word.
                  where w.type not like '%.stock.%' or exists (select from catalog.offers as o where o.id = l.key)
                  group by l.id, w.consumer) as l",
    ),
    if_any(
        "who listens has read what was said",
        "select c.consumer || '/' || c.topic || '/' || c.shard,
                exists (select from events.log as l
                         where l.topic = c.topic and l.shard = c.shard and l.position > c.position and l.at < now() - $1)
           from events.cursors as c",
    ),
    if_any("no event is parked", "select id, true from events.parked"),
];
