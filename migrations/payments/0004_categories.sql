-- What the market keeps of the price of goods of a category, and of those below it that have no rate of their own.
alter table payments.commission_rules
    add column category_id uuid,
    add constraint commission_rules_of_one_thing check (seller_id is null or category_id is null),
    drop constraint commission_rules_one_per_seller,
    add constraint commission_rules_once unique nulls not distinct (seller_id, category_id);
