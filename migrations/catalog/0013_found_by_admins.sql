-- Admins look for the words of drafts and of what is no longer sold, too.
create index products_search_rest on catalog.products using gin (search) where status <> 'active';
