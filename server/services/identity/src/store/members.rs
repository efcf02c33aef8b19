//! Who works for which shop.

use crate::members::MAX_MEMBERS;
use contracts::{
    identity::Member,
    ids::{SellerId, UserId},
};
use sqlx::{PgConnection, query};

/// The members of a shop, owners first.
pub async fn list(db: &mut PgConnection, seller: SellerId) -> Result<Vec<Member>, sqlx::Error> {
    let rows = query!(
        r#"select u.id, u.name, u.email, m.role = 'owner' as "owner!"
             from identity.members m
             join identity.users u on u.id = m.user_id
            where m.seller_id = $1
            order by m.role = 'owner' desc, u.name, u.id
            limit $2"#,
        seller.0,
        // The operator may have added an owner to a full shop.
        MAX_MEMBERS * 2,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Member { user: UserId(row.id), name: row.name, email: row.email, owner: row.owner })
        .collect())
}

pub async fn insert(db: &mut PgConnection, seller: SellerId, member: &Member) -> Result<(), sqlx::Error> {
    query!(
        "insert into identity.members (seller_id, user_id, role)
         values ($1, $2, $3)",
        seller.0,
        member.user.0,
        role(member),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn update(db: &mut PgConnection, seller: SellerId, member: &Member) -> Result<(), sqlx::Error> {
    query!(
        "update identity.members set role = $3 where seller_id = $1 and user_id = $2",
        seller.0,
        member.user.0,
        role(member),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn delete(db: &mut PgConnection, seller: SellerId, user: UserId) -> Result<(), sqlx::Error> {
    query!("delete from identity.members where seller_id = $1 and user_id = $2", seller.0, user.0).execute(db).await?;
    Ok(())
}

/// Makes somebody an owner; `false` if they are one already.
pub async fn add_owner(db: &mut PgConnection, seller: SellerId, user: UserId) -> Result<bool, sqlx::Error> {
    let outcome = query!(
        "insert into identity.members (seller_id, user_id, role)
         values ($1, $2, 'owner')
             on conflict (seller_id, user_id) do update set role = excluded.role
          where members.role <> excluded.role",
        seller.0,
        user.0,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected() == 1)
}

fn role(member: &Member) -> &'static str {
    if member.owner { "owner" } else { "staff" }
}
