with l as materialized (
    select d."group", d.placed_at, d.paid_at, d.refunded_at, d.cancelled_at, l.*,
           case when d.paid_at is null then 'released' when d.cancelled_at is null then 'sold' else 'returned' end as state
      from jsonb_to_recordset($1) as d
           ("group" uuid, lines jsonb, placed_at timestamptz, paid_at timestamptz, cancelled_at timestamptz,
            refunded_at timestamptz)
     cross join lateral jsonb_to_recordset(d.lines) as l (offer uuid, quantity integer)
), reservations as (
    insert into catalog.reservations (group_id, offer_id, quantity, state, ordered, expires_at, created_at)
    select "group", offer, quantity, state, true, placed_at + interval '15 minutes', placed_at from l
), movements as (
    -- What was sold had come in before, so that what there is stays as it is.
    insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason, reference, at)
    select l.offer, m.on_hand * l.quantity, m.reserved * l.quantity, m.reason,
           case when m.reason <> 'received' then l."group" end, m.at
      from l
     cross join lateral (values ('received', 1, 0, placed_at - interval '1 day', state = 'sold'),
                                ('reserved', 0, 1, placed_at, true),
                                ('expired', 0, -1, cancelled_at, state = 'released'),
                                ('sold', -1, -1, paid_at, state <> 'released'),
                                ('cancelled', 1, 0, cancelled_at, state = 'returned'))
                as m (reason, on_hand, reserved, at, is_so)
     where m.is_so
     order by m.at
)
update catalog.stock as s
   set sold = s.sold + l.units
  from (select offer, sum(quantity) as units from l where state = 'sold' group by offer) as l
 where s.offer_id = l.offer
