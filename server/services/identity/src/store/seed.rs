//! Many people and shops at once.

use contracts::{events::SellerApproved, identity::User, ids::UserId};
use sqlx::{PgConnection, Result, query, types::Json};

/// Writes accounts that are not there yet.
pub async fn people(db: &mut PgConnection, people: &[User], hash: &str) -> Result<()> {
    query!(
        r#"insert into identity.users (id, email, name, role, password_hash, created_at)
           select id, email, name, role, $2, created_at
             from jsonb_to_recordset($1) as p (id uuid, email text, name text, role text, created_at timestamptz)
               on conflict do nothing"#,
        Json(people) as _,
        hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes shops that are not there yet, with their owners.
pub async fn shops(db: &mut PgConnection, shops: &[(SellerApproved, UserId)]) -> Result<()> {
    query!(
        r#"with shop as materialized (
               select s.*, (shop ->> 1)::uuid as owner
                 from jsonb_array_elements($1) as shop
                cross join lateral jsonb_to_record(shop -> 0) as s
                      (seller uuid, slug text, name text, place text, tint text, about text, returns text, since integer,
                       ships_in_days integer)
           ), shops as (
               insert into identity.sellers
                      (id, slug, name, place, tint, about, returns, since, ships_in_days, contact_email)
               select seller, slug, name, place, tint, about, returns, since, ships_in_days, slug || '@levomart.test'
                 from shop
                   on conflict do nothing
           )
           insert into identity.members (seller_id, user_id, role)
           select seller, owner, 'owner' from shop
               on conflict do nothing"#,
        Json(shops) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
