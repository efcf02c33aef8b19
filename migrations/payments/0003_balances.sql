-- What each shop is owed: the sum of its entries, kept by whoever posts, so that nobody has to add them up.
create table payments.balances (
    seller_id uuid   primary key,
    -- As in the ledger: negative where the seller is owed.
    minor     bigint not null
);

insert into payments.balances (seller_id, minor)
select seller_id, sum(minor) from payments.entries where seller_id is not null group by seller_id;
