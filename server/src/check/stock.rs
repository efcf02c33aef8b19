//! Stock, its ledger, and what is held for whom.

use super::{Invariant, always, if_any};

pub const INVARIANTS: [Invariant; 7] = [
    always(
        "stock is the sum of its movements, on hand and reserved, and neither is oversold",
        "select s.offer_id,
                s.on_hand <> coalesce(m.on_hand, 0) or s.reserved <> coalesce(m.reserved, 0)
                or s.reserved not between 0 and s.on_hand
           from catalog.stock as s
           left join (select offer_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
                        from catalog.stock_movements group by 1) as m on m.offer_id = s.offer_id",
    ),
    always(
        "what is reserved is what reservations hold",
        "select s.offer_id, s.reserved <> coalesce(r.held, 0)
           from catalog.stock as s
           left join (select offer_id, sum(quantity - given_back) as held from catalog.reservations where state = 'held' group by 1) as r
                  on r.offer_id = s.offer_id",
    ),
    always(
        "no more is sold and held than ever came in",
        "select s.offer_id, coalesce(r.taken, 0) > coalesce(m.came, 0)
           from catalog.stock as s
           left join (select offer_id, sum(quantity - given_back) as taken from catalog.reservations
                       where state in ('held', 'sold') group by 1) as r
                  on r.offer_id = s.offer_id
           left join (select offer_id, sum(on_hand_delta) as came from catalog.stock_movements
                       where reason in ('received', 'corrected', 'imported', 'damaged', 'returned') group by 1) as m on m.offer_id = s.offer_id",
    ),
    always(
        "a reservation moved stock as its state says, once",
        "select coalesce(r.group_id, m.reference),
                r.group_id is null
                or coalesce(m.on_hand, 0) <> case r.state when 'sold' then r.given_back - r.quantity else 0 end
                or coalesce(m.reserved, 0) <> case r.state when 'held' then r.quantity - r.given_back else 0 end
                or m.offer_id is null
           from catalog.reservations as r
           full join (select reference, offer_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
                        from catalog.stock_movements
                       where reason in ('reserved', 'released', 'expired', 'sold', 'cancelled') group by 1, 2) as m
                  on m.reference = r.group_id and m.offer_id = r.offer_id",
    ),
    always(
        "a reservation ends as its order does: held until paid, sold when paid, given back when cancelled",
        "select l.id,
                r.group_id is null or r.quantity <> l.quantity
                or (o.status = 'created' and r.state <> 'held')
                or (greatest(g.placed_at, o.paid_at, o.cancelled_at) < now() - $1
                    and ((o.status in ('paid', 'packed', 'shipped', 'delivered', 'returned') and r.state <> 'sold')
                         or (o.status = 'cancelled' and r.state not in ('released', 'returned'))
                         or not (r.ordered or r.state <> 'held')))
           from orders.lines as l
           join orders.orders as o on o.id = l.order_id
           join orders.groups as g on g.id = o.group_id
           left join catalog.reservations as r on r.group_id = o.group_id and r.offer_id = l.offer_id",
    ),
    always(
        "whose stock is, and when it is low, is as its offer and its shop say",
        "select s.offer_id,
                (s.seller_id, s.product_id, s.low) is distinct from (o.seller_id, o.product_id, coalesce(s.low_at, shop.low_stock))
           from catalog.stock as s
           join catalog.offers as o on o.id = s.offer_id
           join catalog.sellers as shop on shop.id = o.seller_id",
    ),
    if_any(
        "what is held is for an order that is there, or ends when its time is over",
        "select r.group_id,
                case when l.id is not null then false
                     else r.ordered or r.state = 'sold'
                          or (r.state = 'held' and r.expires_at < now() - greatest($1, interval '60 seconds')) end
           from catalog.reservations as r
           left join orders.orders as o
                  on o.group_id = r.group_id
                 and exists (select from orders.lines as l where l.order_id = o.id and l.offer_id = r.offer_id)
           left join orders.lines as l on l.order_id = o.id and l.offer_id = r.offer_id",
    ),
];
