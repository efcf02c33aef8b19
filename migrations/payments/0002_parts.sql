-- Several refunds per order, and what the market keeps per shop.

alter table payments.refunds
    -- Why it is owed: the event that said so, or the order itself when all that is left of it goes back.
    add column cause uuid;

update payments.refunds set cause = order_id;

alter table payments.refunds
    alter column cause set not null,
    drop constraint refunds_once_per_order,
    add constraint refunds_once_per_cause unique (payment_id, order_id, cause);

create table payments.commission_rules (
    -- Nobody: the rule for all shops without one of their own.
    seller_id uuid,
    bp        integer     not null check (bp between 0 and 10000),
    set_at    timestamptz not null default now(),
    constraint commission_rules_one_per_seller unique nulls not distinct (seller_id)
);

-- A seller's entries, latest first: the ids of postings ascend with time.
create index entries_seller_latest on payments.entries (seller_id, posting_id desc) include (minor)
    where seller_id is not null;
drop index payments.entries_seller;
