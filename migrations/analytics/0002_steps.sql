-- How far shoppers came, day by day: on the market as a whole (no seller), and with each shop.
create table analytics.steps (
    seller_id uuid,
    day       date   not null,
    views     bigint not null,
    added     bigint not null,
    checkouts bigint not null,
    placed    bigint not null,
    paid      bigint not null,
    constraint steps_once unique nulls not distinct (seller_id, day)
);
