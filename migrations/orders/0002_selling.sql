-- What sellers make of orders: parcels, cancelled lines, returns, notes.

-- How many days a shop takes to send something, as identity last told.
create table orders.shops (
    seller_id     uuid    primary key,
    ships_in_days integer not null check (ships_in_days between 0 and 365)
);

alter table orders.lines
    -- Of the quantity: called off before it left, sent, and of what was sent: taken back. What was sold never changes.
    add column cancelled integer not null default 0,
    add column shipped   integer not null default 0,
    add column returned  integer not null default 0;

update orders.lines as l
   set cancelled = l.quantity
  from orders.orders as o
 where o.id = l.order_id and o.status = 'cancelled';

update orders.lines as l
   set shipped = l.quantity
  from orders.orders as o
 where o.id = l.order_id and o.status in ('shipped', 'delivered', 'returned');

update orders.lines as l
   set returned = l.quantity
  from orders.orders as o
 where o.id = l.order_id and o.status = 'returned';

alter table orders.lines
    add constraint lines_within_quantity check (cancelled >= 0 and shipped >= 0 and cancelled + shipped <= quantity),
    add constraint lines_returned_within_shipped check (returned between 0 and shipped);

alter table orders.orders
    -- What goes back to the buyer of a paid order: cancelled and returned lines, and delivery if all of it was cancelled.
    add column refunded_minor bigint not null default 0,
    -- Until when it should leave; set when it is paid.
    add column due_at         timestamptz,
    add column delivered_at   timestamptz,
    -- Whether a return was ever asked for.
    add column has_returns    boolean not null default false;

update orders.orders
   set refunded_minor = case status when 'cancelled' then total_minor when 'returned' then items_minor else 0 end,
       due_at         = paid_at + interval '3 days',
       delivered_at   = case when status in ('delivered', 'returned') then now() end;

alter table orders.orders
    add constraint orders_refund_within_total check (refunded_minor between 0 and total_minor);

create index orders_seller_status on orders.orders (seller_id, status, id desc);
create index orders_seller_returns on orders.orders (seller_id, id desc) where has_returns;
create index orders_status on orders.orders (status, id desc);
create index orders_refunded on orders.orders (id desc) where refunded_minor > 0 and paid_at is not null;
create index orders_unpaid on orders.orders (id desc) where paid_at is null;
create index orders_seller_unpaid on orders.orders (seller_id, id desc) where paid_at is null;
create index orders_seller_refunded on orders.orders (seller_id, id desc)
    where refunded_minor > 0 and paid_at is not null;
create index orders_number_begins on orders.orders (number text_pattern_ops);
create index orders_due on orders.orders (due_at) where status in ('paid', 'packed');
create index groups_email on orders.groups (lower(email), placed_at desc);

-- What has left together.
create table orders.parcels (
    id           uuid        primary key,
    order_id     uuid        not null references orders.orders (id),
    carrier      text        not null,
    tracking     text        not null,
    shipped_at   timestamptz not null default now(),
    delivered_at timestamptz
);

create index parcels_order on orders.parcels (order_id, id);

create table orders.parcel_lines (
    parcel_id uuid    not null references orders.parcels (id),
    line_id   uuid    not null references orders.lines (id),
    quantity  integer not null check (quantity > 0),
    primary key (parcel_id, line_id)
);

-- What buyers want to give back.
create table orders.returns (
    id           uuid        primary key,
    order_id     uuid        not null references orders.orders (id),
    seller_id    uuid        not null,
    status       text        not null check (status in ('asked', 'accepted', 'refused', 'withdrawn')),
    reason       text        not null,
    answer       text        not null default '',
    refund_minor bigint      not null check (refund_minor > 0),
    asked_at     timestamptz not null default now(),
    answered_at  timestamptz,
    constraint returns_answered check ((status = 'asked') = (answered_at is null))
);

create index returns_order on orders.returns (order_id, id);

create table orders.return_lines (
    return_id uuid    not null references orders.returns (id),
    line_id   uuid    not null references orders.lines (id),
    quantity  integer not null check (quantity > 0),
    primary key (return_id, line_id)
);

create index return_lines_line on orders.return_lines (line_id);

-- What the shop, or the market, wants to remember about an order.
create table orders.notes (
    id        bigint      primary key generated always as identity,
    order_id  uuid        not null references orders.orders (id),
    by_market boolean     not null,
    author    uuid,
    text      text        not null check (length(text) between 1 and 2000),
    at        timestamptz not null default now()
);

create index notes_order on orders.notes (order_id, id);

-- Groups that stand so, for who looks after the market.
create index groups_status on orders.groups (status, placed_at desc);
