with d as materialized (
    select *
      from jsonb_to_recordset($1) as d
           ("group" uuid, "order" uuid, number text, buyer uuid, currency text, total_minor bigint, units integer,
            placed_at timestamptz, paid_at timestamptz, refunded_minor bigint, refunded_at timestamptz, sale uuid,
            payback uuid, parts jsonb, entries jsonb)
), payments as (
    insert into payments.payments
           (id, number, buyer, amount_minor, refunded_minor, currency, status, gateway, units, parts, hold_expires_at,
            abandoned_at, created_at, updated_at, version)
    select "group", number, buyer, total_minor, refunded_minor, currency,
           case when paid_at is null then 'expired'
                when refunded_minor = 0 then 'succeeded'
                when refunded_minor < total_minor then 'partially_refunded'
                else 'refunded' end,
           'simulated', units, parts, placed_at + interval '15 minutes',
           case when paid_at is null then placed_at + interval '16 minutes' end, placed_at,
           coalesce(refunded_at, paid_at, placed_at),
           (paid_at is not null)::integer + (refunded_minor > 0)::integer
      from d
), attempts as (
    insert into payments.attempts (id, payment_id, reference, status, created_at, ask_at)
    select sale, "group", sale::text, 'succeeded', paid_at, paid_at from d where paid_at is not null
), gateway as (
    insert into payments.simulator
           (reference, amount_minor, currency, status, refunded_minor, called_back_at, created_at)
    select sale::text, total_minor, currency, 'succeeded', refunded_minor, paid_at, paid_at
      from d
     where paid_at is not null
), refunds as (
    insert into payments.refunds
           (id, payment_id, order_id, cause, amount_minor, status, created_at, try_at, done_at)
    select payback, "group", "order", "order", refunded_minor, 'done', refunded_at, refunded_at, refunded_at
      from d
     where refunded_minor > 0
), gateway_refunds as (
    insert into payments.simulator_refunds (key, reference, amount_minor)
    select payback::text, sale::text, refunded_minor from d where refunded_minor > 0
), postings as (
    insert into payments.postings (id, payment_id, kind, reference, at)
    select sale, "group", 'sale', "group", paid_at from d where paid_at is not null
     union all
    select payback, "group", 'refund', payback, refunded_at from d where refunded_minor > 0
), e as materialized (
    select e.*, d.currency
      from d
     cross join lateral jsonb_to_recordset(d.entries) as e
           (posting uuid, line integer, account text, seller uuid, minor bigint)
), entries as (
    insert into payments.entries (posting_id, line, account, seller_id, minor, currency)
    select posting, line, account, seller, minor, currency from e
)
insert into payments.balances as b (seller_id, minor)
select seller, sum(minor) from e where seller is not null group by seller order by seller
    on conflict (seller_id) do update
   set minor = b.minor + excluded.minor
