//! Accounts as admins look after them.

use crate::{
    account::Email,
    cursor::{Cursor, PAGE, sought},
    store::users::role,
};
use contracts::{
    Role,
    identity::{FindUsers, Person, User},
    ids::UserId,
};
use sqlx::{PgConnection, query, query_scalar};
use time::OffsetDateTime;
use uuid::Uuid;

/// Accounts that a search reads at once, in no order. Where more begin so, all are looked through, the newest first.
const MAX_HITS: i64 = 2_000;

/// Accounts that are looked through for one page.
const WINDOW: i64 = 5_000;

struct Row {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    created_at: OffsetDateTime,
    disabled_at: Option<OffsetDateTime>,
}

impl From<Row> for Person {
    fn from(row: Row) -> Self {
        let Row { id, email, name, role: role_text, created_at, disabled_at } = row;
        let user = User { id: UserId(id), email, name, role: role(&role_text), created_at };
        Self { user, disabled_at }
    }
}

/// A part of the accounts, the newest first; one more than a page has.
pub struct Found {
    pub people: Vec<Person>,
    /// Where a search has ended that did not look through all.
    pub until: Option<Cursor>,
}

/// An account after a change, and its version.
pub struct Amended {
    pub person: Person,
    pub version: i64,
}

/// What becomes of an account's sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions {
    Kept,
    Ended,
}

/// Accounts, the newest first. Each role and state is one run of an index.
pub async fn list(db: &mut PgConnection, find: &FindUsers, after: Option<Cursor>) -> Result<Found, sqlx::Error> {
    if let Some(beginning) = find.q.as_deref().and_then(sought) {
        return search(db, find, &beginning, after).await;
    }
    let rows = sqlx::query_as!(
        Row,
        r#"select u.id as "id!", u.email as "email!", u.name as "name!", u.role as "role!",
                  u.created_at as "created_at!", u.disabled_at
             from unnest($1::text[]) as wanted (role)
            cross join unnest($2::boolean[]) as state (disabled)
            cross join lateral (
                  select id, email, name, role, created_at, disabled_at
                    from identity.users
                   where role = wanted.role and disabled = state.disabled
                     and (created_at, id) < (coalesce($3, 'infinity'::timestamptz), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
                   order by created_at desc, id desc
                   limit $5) u
            order by u.created_at desc, u.id desc
            limit $5"#,
        &roles(find),
        &states(find),
        after.map(|after| after.at),
        after.map(|after| after.id),
        PAGE + 1,
    )
    .fetch_all(db)
    .await?;
    Ok(Found { people: rows.into_iter().map(Person::from).collect(), until: None })
}

/// Accounts whose e-mail or name begins so, among those of a page.
async fn search(
    db: &mut PgConnection,
    find: &FindUsers,
    beginning: &str,
    after: Option<Cursor>,
) -> Result<Found, sqlx::Error> {
    // No text that begins so comes after that followed by the last character there is.
    let end = char::MAX.to_string();
    let mut ids = query_scalar!(
        r#"with wanted as (
               select r.role, d.disabled
                 from unnest($3::text[]) as r (role)
                cross join unnest($4::boolean[]) as d (disabled))
           select u.id as "id!"
             from wanted
            cross join lateral (
                  select id
                    from identity.users
                   where role = wanted.role and disabled = wanted.disabled
                     and email collate "C" >= lower($1) and email collate "C" < lower($1) || $2
                   order by email collate "C"
                   limit $5) u
           union
           select u.id
             from wanted
            cross join lateral (
                  select id
                    from identity.users
                   where role = wanted.role and disabled = wanted.disabled
                     and lower(name) collate "C" >= lower($1) and lower(name) collate "C" < lower($1) || $2
                   order by lower(name) collate "C", id
                   limit $5) u"#,
        beginning,
        end,
        &roles(find),
        &states(find),
        MAX_HITS + 1,
    )
    .fetch_all(&mut *db)
    .await?;
    let mut until = None;
    if ids.len() > MAX_HITS as usize {
        let walked = walk(db, find, beginning, after).await?;
        until = walked.last().filter(|_| walked.len() == WINDOW as usize).map(|(at, _)| *at);
        ids = walked.into_iter().filter(|(_, hit)| *hit).map(|(at, _)| at.id).take(PAGE as usize + 1).collect();
    }
    let rows = sqlx::query_as!(
        Row,
        "select id, email, name, role, created_at, disabled_at
           from identity.users
          where id = any ($1) and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
          order by created_at desc, id desc
          limit $4",
        &ids,
        after.map(|after| after.at),
        after.map(|after| after.id),
        PAGE + 1,
    )
    .fetch_all(db)
    .await?;
    Ok(Found { people: rows.into_iter().map(Person::from).collect(), until })
}

/// The next accounts in the order of [`list`], and whether e-mail or name begin so.
async fn walk(
    db: &mut PgConnection,
    find: &FindUsers,
    beginning: &str,
    after: Option<Cursor>,
) -> Result<Vec<(Cursor, bool)>, sqlx::Error> {
    let rows = query!(
        r#"select u.created_at as "at!", u.id as "id!",
                  starts_with(u.email, lower($6)) or starts_with(lower(u.name), lower($6)) as "hit!"
             from unnest($1::text[]) as wanted (role)
            cross join unnest($2::boolean[]) as state (disabled)
            cross join lateral (
                  select id, email, name, created_at
                    from identity.users
                   where role = wanted.role and disabled = state.disabled
                     and (created_at, id) < (coalesce($3, 'infinity'::timestamptz), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
                   order by created_at desc, id desc
                   limit $5) u
            order by u.created_at desc, u.id desc
            limit $5"#,
        &roles(find),
        &states(find),
        after.map(|after| after.at),
        after.map(|after| after.id),
        WINDOW,
        beginning,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (Cursor { at: row.at, id: row.id }, row.hit)).collect())
}

fn roles(find: &FindUsers) -> Vec<String> {
    let all = [Role::User, Role::Seller, Role::Admin].into_iter();
    all.filter(|role| find.role.is_none_or(|wanted| wanted == *role)).map(|role| role.as_str().to_owned()).collect()
}

fn states(find: &FindUsers) -> Vec<bool> {
    find.disabled.map_or_else(|| vec![false, true], |disabled| vec![disabled])
}

pub async fn by_id(db: &mut PgConnection, id: UserId) -> Result<Option<Person>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, email, name, role, created_at, disabled_at
           from identity.users
          where id = $1",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Person::from))
}

/// The account, which nobody else changes until the transaction ends.
pub async fn lock(db: &mut PgConnection, id: UserId) -> Result<Option<Person>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, email, name, role, created_at, disabled_at
           from identity.users
          where id = $1
            for no key update",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Person::from))
}

/// The account with this e-mail, unless it is disabled.
pub async fn active_by_email(db: &mut PgConnection, email: &Email) -> Result<Option<User>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, email, name, role, created_at, disabled_at
           from identity.users
          where email = $1 and disabled_at is null",
        email.as_str(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Person::from(row).user))
}

/// Every admin who can log in; whoever takes an admin's rights away waits for whoever does it already.
///
/// The one list without a limit: one that was cut off could take somebody for the last.
pub async fn lock_admins(db: &mut PgConnection) -> Result<Vec<UserId>, sqlx::Error> {
    let ids = query_scalar!(
        "select id
           from identity.users
          where role = 'ADMIN' and not disabled
          order by id
            for no key update"
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Sets role and state. The version counts what is told of an account: its roles.
pub async fn amend(
    db: &mut PgConnection,
    id: UserId,
    role: Role,
    disabled: bool,
    sessions: Sessions,
) -> Result<Option<Amended>, sqlx::Error> {
    let row = query!(
        "update identity.users
            set role = $2, version = version + (role <> $2)::integer,
                disabled_at = case when $3 then coalesce(disabled_at, now()) end,
                sessions_valid_after = case when $4 then now() else sessions_valid_after end
          where id = $1
         returning id, email, name, role, created_at, disabled_at, version",
        id.0,
        role.as_str(),
        disabled,
        sessions == Sessions::Ended,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Amended {
        version: row.version,
        person: Row {
            id: row.id,
            email: row.email,
            name: row.name,
            role: row.role,
            created_at: row.created_at,
            disabled_at: row.disabled_at,
        }
        .into(),
    }))
}

/// Makes a seller of somebody who only buys; the new version, or `None` for everybody else.
pub async fn make_seller(db: &mut PgConnection, id: UserId) -> Result<Option<i64>, sqlx::Error> {
    query_scalar!(
        "update identity.users
            set role = 'SELLER', version = version + 1
          where id = $1 and role = 'USER'
         returning version",
        id.0,
    )
    .fetch_optional(db)
    .await
}
