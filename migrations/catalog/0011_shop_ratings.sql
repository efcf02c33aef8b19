-- What a shop's goods are rated, added up without looking at the goods.
create index listed_rated on catalog.listed (seller_id) include (rating) where rating > 0;
