//! Accounts.

use crate::account::Email;
use contracts::{
    Role,
    identity::{Membership, Standing, User},
    ids::UserId,
};
use sqlx::{PgConnection, query, query_scalar, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// An account and what proves that somebody owns it.
pub struct Account {
    pub user: User,
    pub password_hash: String,
    pub disabled: bool,
}

struct Row {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    created_at: OffsetDateTime,
}

impl From<Row> for User {
    fn from(row: Row) -> Self {
        let Row { id, email, name, role: role_text, created_at } = row;
        Self { id: UserId(id), email, name, role: role(&role_text), created_at }
    }
}

/// The check of the column admits no other texts; the least role stands for what cannot be.
pub fn role(text: &str) -> Role {
    match text {
        "ADMIN" => Role::Admin,
        "SELLER" => Role::Seller,
        _ => Role::User,
    }
}

/// Inserts an account with version 1; `None` if the e-mail is taken.
pub async fn insert(
    db: &mut PgConnection,
    id: UserId,
    email: &Email,
    name: &str,
    role: Role,
    password_hash: &str,
) -> Result<Option<User>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "insert into identity.users (id, email, name, role, password_hash)
         values ($1, $2, $3, $4, $5)
             on conflict on constraint users_email_unique do nothing
         returning id, email, name, role, created_at",
        id.0,
        email.as_str(),
        name,
        role.as_str(),
        password_hash,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(User::from))
}

pub async fn by_id(db: &mut PgConnection, id: UserId) -> Result<Option<User>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, email, name, role, created_at
           from identity.users
          where id = $1",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(User::from))
}

/// The account, unless it is disabled.
pub async fn active(db: &mut PgConnection, id: UserId) -> Result<Option<User>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, email, name, role, created_at
           from identity.users
          where id = $1 and disabled_at is null",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(User::from))
}

pub async fn by_email(db: &mut PgConnection, email: &Email) -> Result<Option<Account>, sqlx::Error> {
    let row = query!(
        r#"select id, email, name, role, created_at, password_hash, disabled_at is not null as "disabled!"
             from identity.users
            where email = $1"#,
        email.as_str(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Account {
        user: User {
            id: UserId(row.id),
            email: row.email,
            name: row.name,
            role: role(&row.role),
            created_at: row.created_at,
        },
        password_hash: row.password_hash,
        disabled: row.disabled,
    }))
}

pub async fn id_of(db: &mut PgConnection, email: &Email) -> Result<Option<UserId>, sqlx::Error> {
    let id = query_scalar!("select id from identity.users where email = $1", email.as_str()).fetch_optional(db).await?;
    Ok(id.map(UserId))
}

/// What people are called, as far as they are to be found.
pub async fn names(db: &mut PgConnection, users: &[UserId]) -> Result<Vec<(UserId, String)>, sqlx::Error> {
    let ids: Vec<Uuid> = users.iter().map(|user| user.0).collect();
    let rows = query!("select id, name from identity.users where id = any($1)", &ids).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.name)).collect())
}

/// The password hash of an account, unless it is disabled.
pub async fn hash_of(db: &mut PgConnection, id: UserId) -> Result<Option<String>, sqlx::Error> {
    query_scalar!("select password_hash from identity.users where id = $1 and disabled_at is null", id.0)
        .fetch_optional(db)
        .await
}

/// Replaces the hash by a stronger one of the same password, unless the password was changed meanwhile.
pub async fn renew_hash(db: &mut PgConnection, id: UserId, old: &str, new: &str) -> Result<(), sqlx::Error> {
    query!("update identity.users set password_hash = $3 where id = $1 and password_hash = $2", id.0, old, new)
        .execute(db)
        .await?;
    Ok(())
}

/// Replaces the hash by that of another password and ends all sessions; `false` if the old hash was not in place.
pub async fn change_hash(db: &mut PgConnection, id: UserId, old: &str, new: &str) -> Result<bool, sqlx::Error> {
    let outcome = query!(
        "update identity.users
            set password_hash = $3, sessions_valid_after = now()
          where id = $1 and password_hash = $2 and disabled_at is null",
        id.0,
        old,
        new,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected() == 1)
}

pub async fn rename(db: &mut PgConnection, id: UserId, name: &str) -> Result<Option<User>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "update identity.users
            set name = $2
          where id = $1 and disabled_at is null
         returning id, email, name, role, created_at",
        id.0,
        name,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(User::from))
}

/// Ends all sessions; `false` if there is no such account or it is disabled.
pub async fn end_sessions(db: &mut PgConnection, id: UserId) -> Result<bool, sqlx::Error> {
    let outcome =
        query!("update identity.users set sessions_valid_after = now() where id = $1 and disabled_at is null", id.0)
            .execute(db)
            .await?;
    Ok(outcome.rows_affected() == 1)
}

/// Whether sessions count, who it is, and for which shops, in the order in which that began: all that a request has to
/// know, in one query.
pub async fn standing(db: &mut PgConnection, id: UserId) -> Result<Option<Standing>, sqlx::Error> {
    let row = query!(
        r#"select u.role, u.name, u.disabled as "disabled!",
                  floor(extract(epoch from u.sessions_valid_after) * 1000)::bigint as "sessions_valid_after_ms!",
                  (select coalesce(jsonb_agg(shop order by since, name, id), '[]')
                     from (select jsonb_build_object(
                                      'seller', s.id, 'slug', s.slug, 'name', s.name, 'tint', s.tint,
                                      'status', s.status, 'owner', m.role = 'owner') as shop,
                                  m.since, s.name, s.id
                             from identity.members m
                             join identity.sellers s on s.id = m.seller_id
                            where m.user_id = u.id
                            order by m.since, s.name, s.id
                            limit 50) shops) as "shops!: Json<Vec<Membership>>"
             from identity.users u
            where u.id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Standing {
        role: role(&row.role),
        name: row.name,
        sessions_valid_after_ms: row.sessions_valid_after_ms,
        disabled: row.disabled,
        shops: row.shops.0,
    }))
}
