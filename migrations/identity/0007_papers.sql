-- What the law has the market know of a trader and shoppers need not: payment account, identification; and the trade register.
alter table identity.sellers
    add column papers jsonb not null default '{}';
