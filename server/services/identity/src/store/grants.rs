//! What programs hold that have logged in.

use contracts::ids::UserId;
use sqlx::{PgConnection, query, query_scalar};
use time::OffsetDateTime;
use uuid::Uuid;

/// The grant that a refresh token is of, as it stands.
pub struct Found {
    pub grant: Uuid,
    pub user: UserId,
    /// Whether the token was used before.
    pub spent: bool,
    /// Whether token, grant and account still count.
    pub counts: bool,
}

/// The database's time.
pub async fn now(db: &mut PgConnection) -> Result<OffsetDateTime, sqlx::Error> {
    query_scalar!(r#"select now() as "now!""#).fetch_one(db).await
}

pub async fn insert(
    db: &mut PgConnection,
    id: Uuid,
    user: UserId,
    started_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    query!("insert into identity.grants (id, user_id, started_at) values ($1, $2, $3)", id, user.0, started_at)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn insert_token(db: &mut PgConnection, grant: Uuid, hash: &[u8]) -> Result<(), sqlx::Error> {
    query!("insert into identity.refresh_tokens (hash, grant_id) values ($1, $2)", hash, grant).execute(db).await?;
    Ok(())
}

/// What belongs to a refresh token. It and its grant stay as they are until the transaction ends.
pub async fn lock(db: &mut PgConnection, hash: &[u8], days: i32) -> Result<Option<Found>, sqlx::Error> {
    let row = query!(
        r#"select g.id, g.user_id, t.spent_at is not null as "spent!",
                  t.issued_at > now() - make_interval(days => $2) and g.ended_at is null
                      and g.started_at >= u.sessions_valid_after and u.disabled_at is null as "counts!"
             from identity.refresh_tokens t
             join identity.grants g on g.id = t.grant_id
             join identity.users u on u.id = g.user_id
            where t.hash = $1
              for no key update of t, g"#,
        hash,
        days,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Found { grant: row.id, user: UserId(row.user_id), spent: row.spent, counts: row.counts }))
}

pub async fn spend(db: &mut PgConnection, hash: &[u8]) -> Result<(), sqlx::Error> {
    query!("update identity.refresh_tokens set spent_at = now() where hash = $1", hash).execute(db).await?;
    Ok(())
}

/// Ends a grant; `false` if it had ended or never was.
pub async fn end(db: &mut PgConnection, grant: Uuid) -> Result<bool, sqlx::Error> {
    let outcome = query!("update identity.grants set ended_at = now() where id = $1 and ended_at is null", grant)
        .execute(db)
        .await?;
    Ok(outcome.rows_affected() == 1)
}

/// Ends the grant of a refresh token, if there is such a one.
pub async fn end_of_token(db: &mut PgConnection, hash: &[u8]) -> Result<(), sqlx::Error> {
    query!(
        "update identity.grants
            set ended_at = now()
          where id = (select grant_id from identity.refresh_tokens where hash = $1) and ended_at is null",
        hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose grant it is, while it counts.
pub async fn holder(db: &mut PgConnection, grant: Uuid) -> Result<Option<UserId>, sqlx::Error> {
    let user = query_scalar!(
        "select g.user_id
           from identity.grants g
           join identity.users u on u.id = g.user_id
          where g.id = $1 and g.ended_at is null and g.started_at >= u.sessions_valid_after and u.disabled_at is null",
        grant,
    )
    .fetch_optional(db)
    .await?;
    Ok(user.map(UserId))
}

/// Deletes refresh tokens that have expired, and grants without any; at most so many of each.
pub async fn sweep(db: &mut PgConnection, days: i32, most: i64) -> Result<(), sqlx::Error> {
    query!(
        "delete from identity.refresh_tokens
          where hash in (select hash
                           from identity.refresh_tokens
                          where issued_at < now() - make_interval(days => $1)
                          order by issued_at
                          limit $2)",
        days,
        most,
    )
    .execute(&mut *db)
    .await?;
    query!(
        "delete from identity.grants
          where id in (select id
                         from identity.grants g
                        where started_at < now() - make_interval(days => $1)
                          and not exists (select from identity.refresh_tokens t where t.grant_id = g.id)
                        order by started_at
                        limit $2)",
        days,
        most,
    )
    .execute(db)
    .await?;
    Ok(())
}
