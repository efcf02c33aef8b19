//! Who may do what, and whether that is so because somebody decided it.

use super::{Invariant, if_any};

pub const INVARIANTS: [Invariant; 2] = [
    if_any(
        "an account has the role that it was last given, and is disabled if it was last disabled",
        "select u.id,
                u.role <> coalesce(l.role, u.role) or (u.disabled_at is not null) <> coalesce(l.disabled, false)
           from identity.users as u
           left join (select subject,
                             (array_agg(after::jsonb ->> 'role' order by at desc, seq desc)
                                 filter (where action = 'user.role'))[1] as role,
                             (array_agg(action = 'user.disable' order by at desc, seq desc)
                                 filter (where action <> 'user.role'))[1] as disabled
                        from audit.entries
                       where action in ('user.role', 'user.disable', 'user.enable')
                       group by 1) as l on l.subject = u.id::text
          -- Audit hears of it a moment later.
          where not exists (select from identity.outbox as o
                             where o.envelope -> 'data' ->> 'subject' = u.id::text and o.created_at > now() - $1)",
    ),
    if_any(
        "a shop stands as was last decided about it",
        "select s.id, s.status <> coalesce(l.status, case s.status when 'suspended' then '' else s.status end)
           from identity.sellers as s
           left join (select subject, (array_agg(after::jsonb ->> 'status' order by at desc, seq desc))[1] as status
                        from audit.entries
                       where subject_kind = 'seller' and after::jsonb ? 'status'
                       group by 1) as l on l.subject = s.id::text
          where not exists (select from identity.outbox as o
                             where o.envelope -> 'data' ->> 'subject' = s.id::text and o.created_at > now() - $1)",
    ),
];
