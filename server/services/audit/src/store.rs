//! All SQL of audit.

use crate::chain::Hash;
use contracts::{
    audit::{Entry, Filter},
    events::AuditRecorded,
    ids::{EntryId, SellerId, UserId},
};
use sqlx::{Error, PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Behind every text that begins with another one, in byte order.
const LAST: char = '\u{10FFFF}';

const COLUMNS: &str = "seq, recorded_at, id, at, slice, actor, actor_kind, action, subject_kind, subject, seller_id, before, after, reason,
            origin, prev_hash, hash";

/// An entry as it stands in the chain.
pub struct Link {
    pub seq: i64,
    pub recorded_at: OffsetDateTime,
    pub entry: AuditRecorded,
    pub before: Hash,
    pub hash: Hash,
}

/// Where the chain ends.
pub struct Last {
    pub seq: i64,
    pub recorded_at: OffsetDateTime,
    pub hash: Hash,
}

/// Gives up a new connection's rights but to read and to append. Where the role is missing, has no grants or is not ours to
/// take, the connection keeps its own.
pub async fn restrict(db: &mut PgConnection) -> Result<(), Error> {
    let sql = "
        do $$
        begin
            if has_table_privilege('levomart_audit', 'audit.entries', 'insert') then
                set role levomart_audit;
            end if;
        exception
            when undefined_object or undefined_table or invalid_schema_name or insufficient_privilege then null;
        end $$";
    sqlx::query(sql).execute(db).await?;
    Ok(())
}

/// Lets nobody else append until the transaction has ended.
pub async fn lock_chain(db: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('audit.entries', 0))").execute(db).await?;
    Ok(())
}

pub async fn exists(db: &mut PgConnection, id: EntryId) -> Result<bool, Error> {
    sqlx::query_scalar!(r#"select exists (select from audit.entries where id = $1) as "exists!""#, id.0)
        .fetch_one(db)
        .await
}

/// The database's time, not that of the transaction's beginning.
pub async fn now(db: &mut PgConnection) -> Result<OffsetDateTime, Error> {
    sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#).fetch_one(db).await
}

/// The last entry.
pub async fn last(db: &mut PgConnection) -> Result<Option<Last>, Error> {
    let row = sqlx::query!("select seq, recorded_at, hash from audit.entries order by seq desc limit 1");
    let row = row.fetch_optional(db).await?;
    row.map(|row| Ok(Last { seq: row.seq, recorded_at: row.recorded_at, hash: read_hash(&row.hash)? })).transpose()
}

pub async fn insert(db: &mut PgConnection, link: &Link) -> Result<(), Error> {
    let entry = &link.entry;
    sqlx::query!(
        "insert into audit.entries (seq, recorded_at, id, at, slice, actor, actor_kind, action, subject_kind, subject,
                                    seller_id, before, after, reason, origin, prev_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        link.seq,
        link.recorded_at,
        entry.entry.0,
        entry.at,
        entry.slice,
        entry.actor.map(|id| id.0),
        entry.actor_kind,
        entry.action,
        entry.subject_kind,
        entry.subject,
        entry.seller.map(|id| id.0),
        entry.before,
        entry.after,
        entry.reason,
        entry.from,
        &link.before[..],
        &link.hash[..],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Entries that pass the filter, latest first. Only the conditions that there are stand in the statement, so that each has
/// its index.
pub async fn list(db: &mut PgConnection, filter: &Filter, limit: usize) -> Result<Vec<Entry>, Error> {
    let mut sql = QueryBuilder::<Postgres>::new(format!("select {COLUMNS} from audit.entries where true"));
    match &filter.actor[..] {
        [] => {}
        [one] => {
            sql.push(" and actor = ").push_bind(one.0);
        }
        some => {
            let some: Vec<Uuid> = some.iter().map(|id| id.0).collect();
            sql.push(" and actor = any(").push_bind(some).push(")");
        }
    }
    if let Some(subject) = &filter.subject {
        sql.push(" and subject = ").push_bind(subject);
    }
    if let Some(seller) = filter.seller {
        sql.push(" and seller_id = ").push_bind(seller.0);
    }
    if let Some(action) = &filter.action {
        sql.push(" and action >= ").push_bind(action).push(" and action < ").push_bind(format!("{action}{LAST}"));
    }
    // A day is a piece of the chain, because times of recording only grow along it.
    if let Some(from) = filter.from {
        sql.push(" and seq >= (select seq from audit.entries where recorded_at >= ")
            .push_bind(from.midnight().assume_utc())
            .push(" order by recorded_at, seq limit 1)");
    }
    if let Some(to) = filter.to {
        sql.push(" and seq <= (select seq from audit.entries where recorded_at < ")
            .push_bind(to.midnight().assume_utc() + Duration::DAY)
            .push(" order by recorded_at desc, seq desc limit 1)");
    }
    if let Some(after) = filter.after {
        sql.push(" and seq < ").push_bind(after);
    }
    sql.push(" order by seq desc limit ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    // Planned for the values at hand: how much a filter lets through differs from one to the next.
    let rows = sql.build().persistent(false).fetch_all(db).await?;
    rows.iter().map(|row| Ok(entry(link(row)?))).collect()
}

/// Entries after a place in the chain, in order.
pub async fn links(db: &mut PgConnection, after: i64, limit: i64) -> Result<Vec<Link>, Error> {
    let mut sql = QueryBuilder::<Postgres>::new(format!("select {COLUMNS} from audit.entries where seq > "));
    sql.push_bind(after).push(" order by seq limit ").push_bind(limit);
    sql.build().fetch_all(db).await?.iter().map(link).collect()
}

/// The hash of the entry at a place.
pub async fn hash_at(db: &mut PgConnection, seq: i64) -> Result<Option<Hash>, Error> {
    let hash = sqlx::query_scalar!("select hash from audit.entries where seq = $1", seq).fetch_optional(db).await?;
    hash.as_deref().map(read_hash).transpose()
}

/// Inserts entries that follow on each other.
pub async fn insert_all(db: &mut PgConnection, links: &[Link]) -> Result<(), Error> {
    let text =
        |field: fn(&AuditRecorded) -> &String| links.iter().map(|link| field(&link.entry).clone()).collect::<Vec<_>>();
    let hashes = |hash: fn(&Link) -> &Hash| links.iter().map(|link| hash(link).to_vec()).collect::<Vec<_>>();
    sqlx::query!(
        "insert into audit.entries (seq, recorded_at, id, at, slice, actor, actor_kind, action, subject_kind, subject,
                                    seller_id, after, prev_hash, hash)
         select * from unnest($1::bigint[], $2::timestamptz[], $3::uuid[], $4::timestamptz[], $5::text[], $6::uuid[],
                              $7::text[], $8::text[], $9::text[], $10::text[], $11::uuid[], $12::text[], $13::bytea[],
                              $14::bytea[])",
        &links.iter().map(|link| link.seq).collect::<Vec<_>>(),
        &links.iter().map(|link| link.recorded_at).collect::<Vec<_>>(),
        &links.iter().map(|link| link.entry.entry.0).collect::<Vec<_>>(),
        &links.iter().map(|link| link.entry.at).collect::<Vec<_>>(),
        &text(|entry| &entry.slice),
        &links.iter().map(|link| link.entry.actor.map(|id| id.0)).collect::<Vec<_>>() as _,
        &text(|entry| &entry.actor_kind),
        &text(|entry| &entry.action),
        &text(|entry| &entry.subject_kind),
        &text(|entry| &entry.subject),
        &links.iter().map(|link| link.entry.seller.map(|id| id.0)).collect::<Vec<_>>() as _,
        &links.iter().map(|link| link.entry.after.clone()).collect::<Vec<_>>() as _,
        &hashes(|link| &link.before),
        &hashes(|link| &link.hash),
    )
    .execute(db)
    .await?;
    Ok(())
}

fn link(row: &PgRow) -> Result<Link, Error> {
    let entry = AuditRecorded {
        entry: EntryId(row.try_get("id")?),
        at: row.try_get("at")?,
        slice: row.try_get("slice")?,
        actor: row.try_get::<Option<_>, _>("actor")?.map(UserId),
        actor_kind: row.try_get("actor_kind")?,
        action: row.try_get("action")?,
        subject_kind: row.try_get("subject_kind")?,
        subject: row.try_get("subject")?,
        seller: row.try_get::<Option<_>, _>("seller_id")?.map(SellerId),
        before: row.try_get("before")?,
        after: row.try_get("after")?,
        reason: row.try_get("reason")?,
        from: row.try_get("origin")?,
    };
    Ok(Link {
        seq: row.try_get("seq")?,
        recorded_at: row.try_get("recorded_at")?,
        entry,
        before: read_hash(row.try_get("prev_hash")?)?,
        hash: read_hash(row.try_get("hash")?)?,
    })
}

fn entry(link: Link) -> Entry {
    let Link { seq, entry, hash, .. } = link;
    Entry {
        seq,
        id: entry.entry,
        at: entry.at,
        slice: entry.slice,
        actor: entry.actor,
        actor_kind: entry.actor_kind,
        action: entry.action,
        subject_kind: entry.subject_kind,
        subject: entry.subject,
        seller: entry.seller,
        before: entry.before,
        after: entry.after,
        reason: entry.reason,
        from: entry.from,
        hash: hex::encode(hash),
    }
}

fn read_hash(bytes: &[u8]) -> Result<Hash, Error> {
    bytes.try_into().map_err(|_| Error::Decode("a hash has 32 bytes".into()))
}
