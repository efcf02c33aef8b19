-- Parked events that are to be handled again. The consumer takes them in order of `seq` per key, before later ones.
alter table events.parked add column released boolean not null default false;

create index parked_released on events.parked (consumer, topic) where released;
