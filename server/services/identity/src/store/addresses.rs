//! Address books.

use contracts::{
    identity::{Address, Postal},
    ids::{AddressId, UserId},
};
use sqlx::{PgConnection, query, query_scalar, types::Json};

/// Locks somebody's address book and counts its entries; `None` if there is no such person or the account is disabled.
///
/// Whoever changes a book locks it first: that is what keeps it to one default and to its size.
pub async fn lock_book(db: &mut PgConnection, owner: UserId) -> Result<Option<i64>, sqlx::Error> {
    let locked =
        query_scalar!("select id from identity.users where id = $1 and disabled_at is null for no key update", owner.0)
            .fetch_optional(&mut *db)
            .await?;
    if locked.is_none() {
        return Ok(None);
    }
    // A statement of its own: it sees what was committed while the lock was waited for.
    query_scalar!(r#"select count(*) as "count!" from identity.addresses where user_id = $1"#, owner.0)
        .fetch_one(db)
        .await
        .map(Some)
}

/// The book, the default first, then the newest.
pub async fn list(db: &mut PgConnection, owner: UserId) -> Result<Vec<Address>, sqlx::Error> {
    let rows = query!(
        r#"select id, postal as "postal: Json<Postal>", is_default
             from identity.addresses
            where user_id = $1
            order by is_default desc, created_at desc, id desc
            limit $2"#,
        owner.0,
        crate::postal::MAX_ADDRESSES,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Address { id: AddressId(row.id), postal: row.postal.0, default: row.is_default })
        .collect())
}

pub async fn insert(
    db: &mut PgConnection,
    id: AddressId,
    owner: UserId,
    postal: &Postal,
    default: bool,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into identity.addresses (id, user_id, postal, is_default)
         values ($1, $2, $3, $4)",
        id.0,
        owner.0,
        Json(postal) as _,
        default,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Replaces an address and says whether it is the default now; `None` if the owner has no such address.
pub async fn update(
    db: &mut PgConnection,
    id: AddressId,
    owner: UserId,
    postal: &Postal,
    default: bool,
) -> Result<Option<bool>, sqlx::Error> {
    query_scalar!(
        "update identity.addresses
            set postal = $3, is_default = is_default or $4
          where id = $1 and user_id = $2
         returning is_default",
        id.0,
        owner.0,
        Json(postal) as _,
        default,
    )
    .fetch_optional(db)
    .await
}

/// Deletes an address and says whether it was the default; `None` if the owner has no such address.
pub async fn delete(db: &mut PgConnection, id: AddressId, owner: UserId) -> Result<Option<bool>, sqlx::Error> {
    query_scalar!("delete from identity.addresses where id = $1 and user_id = $2 returning is_default", id.0, owner.0)
        .fetch_optional(db)
        .await
}

pub async fn clear_default(db: &mut PgConnection, owner: UserId) -> Result<(), sqlx::Error> {
    query!("update identity.addresses set is_default = false where user_id = $1 and is_default", owner.0)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn promote_newest(db: &mut PgConnection, owner: UserId) -> Result<(), sqlx::Error> {
    query!(
        "update identity.addresses
            set is_default = true
          where id = (select id
                        from identity.addresses
                       where user_id = $1
                       order by created_at desc, id desc
                       limit 1)",
        owner.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
