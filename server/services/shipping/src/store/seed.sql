with d as materialized (
    select *
      from jsonb_to_recordset($1) as d
           ("group" uuid, "order" uuid, seller jsonb, parcel uuid, tracking text, shipped_at timestamptz,
            delivered_at timestamptz)
     where shipped_at is not null
), parcels as (
    -- No simulated carrier has them: what was on its way stays so.
    insert into shipping.parcels
           (id, group_id, order_id, seller_id, carrier, tracking, state, state_at, delivered_at, created_at, version)
    select parcel, "group", "order", (seller ->> 'id')::uuid, 'courier', tracking,
           case when delivered_at is null then 'in_transit' else 'delivered' end,
           coalesce(delivered_at, shipped_at + interval '6 hours'), delivered_at, shipped_at,
           case when delivered_at is null then 2 else 4 end
      from d
)
insert into shipping.scans (parcel_id, id, state, at, heard_at)
select d.parcel, s.state, s.state, s.at, s.at
  from d
 cross join lateral (values ('announced', shipped_at),
                            ('in_transit', shipped_at + interval '6 hours'),
                            ('out_for_delivery', delivered_at - interval '4 hours'),
                            ('delivered', delivered_at)) as s (state, at)
 where s.at is not null
