-- Shops come by application and are decided about; admins look for people and shops.
alter table identity.sellers
    drop constraint sellers_status_check,
    add constraint sellers_status_check check (status in ('applied', 'asked', 'refused', 'approved', 'suspended')),
    -- What was asked back, or why it was refused or suspended.
    add column reason        text,
    add column contact_email text        not null default '',
    add column contact_phone text        not null default '',
    -- Who trades (Digital Services Act, article 30); null for shops that the operator has opened.
    add column trader        jsonb,
    add column applicant_id  uuid        references identity.users (id) on delete set null,
    add column applied_at    timestamptz not null default now(),
    add column decided_at    timestamptz;

update identity.sellers set applied_at = created_at;

-- One application at a time.
create unique index sellers_one_open on identity.sellers (applicant_id) where status in ('applied', 'asked', 'refused');
create index sellers_newest on identity.sellers (applied_at desc, id desc);

alter table identity.users
    add column disabled boolean not null generated always as (disabled_at is not null) stored;

-- Lists and searches are one run of an index for each role and state asked for; of e-mails and names the bytes are
-- compared, whatever the database's language.
create index users_newest on identity.users (role, disabled, created_at desc, id desc);
create index users_email_prefix on identity.users (role, disabled, email collate "C");
create index users_name_prefix on identity.users (role, disabled, lower(name) collate "C", id);
-- Few among many: whoever takes an admin's rights away locks them all.
create index users_admins on identity.users (id) where role = 'ADMIN';
