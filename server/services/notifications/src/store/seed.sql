with d as materialized (
    select *
      from jsonb_to_recordset($1) as d
           ("group" uuid, "order" uuid, number text, email text, seller jsonb, title text, placed_at timestamptz,
            paid_at timestamptz)
), notices as (
    -- Ids of orders tell their time, as those of notices do.
    insert into notifications.notices (id, audience, kind, title, text, href, created_at)
    select "order", (seller ->> 'id')::uuid, 'order_new', 'New order ' || number || '-1', title,
           '/seller/orders/' || "order", paid_at
      from d
     where paid_at > now() - make_interval(days => $2)
)
insert into notifications.mails
       (id, kind, reference, recipient, subject, text, html, tries, not_before, sent_at, created_at)
select gen_random_uuid(), m.kind, d."group", case when m.is_kept then d.email else '' end, m.line, m.line, m.line, 1,
       m.at, m.at, m.at
  from d
 cross join lateral (select kind, at, at > now() - make_interval(days => $3) as is_kept,
                            case when at > now() - make_interval(days => $3) then start || d.number else '' end as line
                       from (values ('order-received', 'We have your order ', placed_at),
                                    ('order-paid', 'Thank you for paying ', paid_at)) as m (kind, start, at)) as m
 where m.at is not null
