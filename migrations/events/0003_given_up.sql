-- Dead letters that an operator has given up. Whatever carries the events, they stay where they lie; whoever looks there
-- later has to know that nobody will handle them, and that somebody has decided so.
create table events.given_up (
    consumer text        not null,
    id       uuid        not null,
    topic    text        not null,
    key      uuid        not null,
    error    text        not null,
    at       timestamptz not null default now(),
    primary key (consumer, id)
);

create index given_up_id on events.given_up (id);
