-- Memberships are in the order in which they began; of those of before, only the applicant's is known.
alter table identity.members
    add column since timestamptz not null default now();

update identity.members as m
   set since = s.created_at
  from identity.sellers as s
 where s.id = m.seller_id and s.applicant_id = m.user_id;
