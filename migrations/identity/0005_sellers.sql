-- Only sellers and admins work for shops. Whoever was added to one before became no seller by it; a later version is that
-- of an account whose role somebody has changed, and stays as it is.
update identity.users
   set role = 'SELLER'
 where role = 'USER' and version = 1 and id in (select user_id from identity.members);
