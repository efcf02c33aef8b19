-- What shops sold month by month: a year is not added up of its days.
create table analytics.seller_months (
    -- The first day of it.
    month         date    not null,
    seller_id     uuid    not null,
    revenue_minor bigint  not null,
    orders        integer not null,
    primary key (month, seller_id) include (revenue_minor, orders)
);

insert into analytics.seller_months (month, seller_id, revenue_minor, orders)
select date_trunc('month', day), seller_id, sum(revenue_minor), sum(orders)
  from analytics.seller_days
 group by 1, 2;

-- The best of each day, first: of a long time only those are looked at.
create index product_days_best on analytics.product_days (day, revenue_minor desc) include (product_id);
drop index analytics.product_days_day;
create index fruitless_most on analytics.fruitless (day, times desc);
