-- Audit works as a role that owns nothing: PostgreSQL itself refuses it whatever is no reading and no appending.
do $$
begin
    -- Roles belong to the whole cluster: for another database it may be there already, or be made at this moment.
    begin
        create role levomart_audit nologin;
    exception when duplicate_object or unique_violation then null;
    end;
    -- To work as it, one has to be a member; superusers are one of every role.
    if not pg_has_role(current_user, 'levomart_audit', 'member') then
        grant levomart_audit to current_user;
    end if;
-- Who may not make roles leaves that to the operator: README says how.
exception when insufficient_privilege then null;
end $$;

do $$
begin
    if exists (select from pg_roles where rolname = 'levomart_audit') then
        grant usage on schema audit to levomart_audit;
        grant select, insert on audit.entries to levomart_audit;
        grant insert on audit.inbox to levomart_audit;
    end if;
end $$;
