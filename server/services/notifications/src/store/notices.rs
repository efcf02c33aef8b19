//! Notices, and who has read them.

use crate::{notices::Reader, told::Told};
use contracts::{
    ids::NoticeId,
    notifications::{Notice, NoticeKind},
};
use sqlx::{PgConnection, Result, query, query_as, query_scalar};
use time::OffsetDateTime;
use uuid::Uuid;

/// Unread ones are looked for among this many: who has more has "99+" anyway.
const LOOKED_AT: i64 = 500;

/// Notices that are deleted by one statement, so that none takes long.
const BATCH: i64 = 10_000;

/// Tells somebody something; `audience` is a shop or a person.
pub async fn insert(db: &mut PgConnection, id: Uuid, audience: Uuid, told: &Told) -> Result<()> {
    query!(
        "insert into notifications.notices (id, audience, kind, title, text, href)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        audience,
        told.kind.as_str(),
        told.title,
        told.text,
        told.href,
    )
    .execute(db)
    .await?;
    Ok(())
}

struct Row {
    id: Uuid,
    kind: String,
    title: String,
    text: String,
    href: String,
    created_at: OffsetDateTime,
    read: bool,
}

impl From<Row> for Notice {
    fn from(row: Row) -> Self {
        Self {
            id: NoticeId(row.id),
            // Every kind was written by `insert`; one that a later version has written is at least about the shop.
            kind: NoticeKind::parse(&row.kind).unwrap_or(NoticeKind::Shop),
            title: row.title,
            text: row.text,
            href: row.href,
            at: row.created_at,
            read: row.read,
        }
    }
}

/// Those that came before `before`, newest first.
pub async fn list(db: &mut PgConnection, reader: &Reader, before: Uuid, limit: i64) -> Result<Vec<Notice>> {
    let rows = query_as!(
        Row,
        r#"select n.id, n.kind, n.title, n.text, n.href, n.created_at,
                  coalesce(n.id <= u.notice_id, false) or r.reader is not null as "read!"
             from notifications.notices n
             left join notifications.read_up_to u on u.reader = $2 and u.audience = n.audience
             left join notifications.reads r on r.reader = $2 and r.notice_id = n.id
            where n.audience = $1 and n.id < $3
            order by n.id desc
            limit $4"#,
        reader.audience,
        reader.user,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Notice::from).collect())
}

pub async fn one(db: &mut PgConnection, reader: &Reader, id: NoticeId) -> Result<Option<Notice>> {
    let row = query_as!(
        Row,
        r#"select n.id, n.kind, n.title, n.text, n.href, n.created_at,
                  coalesce(n.id <= u.notice_id, false) or r.reader is not null as "read!"
             from notifications.notices n
             left join notifications.read_up_to u on u.reader = $2 and u.audience = n.audience
             left join notifications.reads r on r.reader = $2 and r.notice_id = n.id
            where n.audience = $1 and n.id = $3"#,
        reader.audience,
        reader.user,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Notice::from))
}

/// How many of the latest are unread.
pub async fn count_unread(db: &mut PgConnection, reader: &Reader) -> Result<i64> {
    query_scalar!(
        r#"select count(*) as "count!"
             from (select n.id
                     from notifications.notices n
                    where n.audience = $1
                      and n.id > coalesce((select u.notice_id
                                             from notifications.read_up_to u
                                            where u.reader = $2 and u.audience = $1),
                                          '00000000-0000-0000-0000-000000000000')
                    order by n.id desc
                    limit $3) latest
            where not exists (select
                                from notifications.reads r
                               where r.reader = $2 and r.notice_id = latest.id)"#,
        reader.audience,
        reader.user,
        LOOKED_AT,
    )
    .fetch_one(db)
    .await
}

/// Marks one as read, if it is the reader's.
pub async fn mark(db: &mut PgConnection, reader: &Reader, id: NoticeId) -> Result<()> {
    query!(
        "insert into notifications.reads (reader, notice_id)
         select $2, n.id
           from notifications.notices n
          where n.id = $3 and n.audience = $1
             on conflict do nothing",
        reader.audience,
        reader.user,
        id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Marks all up to one of the reader's as read. A mark never goes back.
pub async fn mark_up_to(db: &mut PgConnection, reader: &Reader, newest: NoticeId) -> Result<()> {
    query!(
        "insert into notifications.read_up_to as u (reader, audience, notice_id)
         select $2, n.audience, n.id
           from notifications.notices n
          where n.id = $3 and n.audience = $1
             on conflict (reader, audience)
             do update set notice_id = excluded.notice_id where u.notice_id < excluded.notice_id",
        reader.audience,
        reader.user,
        newest.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes some of those that are older than `days`; returns how many.
pub async fn delete_old(db: &mut PgConnection, days: i32) -> Result<u64> {
    let outcome = query!(
        "delete from notifications.notices
          where id in (select id
                         from notifications.notices
                        where created_at < now() - make_interval(days => $1)
                        limit $2)",
        days,
        BATCH,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected())
}
