-- What somebody, or somebody in a shop, has done of one kind; also when that is nothing.
create index entries_actor_action on audit.entries (actor, action) where actor is not null;
create index entries_seller_action on audit.entries (seller_id, action) where seller_id is not null;
