//! Shops and who runs them.

use crate::Shop;
use contracts::ids::{SellerId, UserId};
use sqlx::{PgConnection, query, query_scalar};

/// Inserts a shop or changes it; its new version, or `None` if nothing had to change or the shop is suspended.
pub async fn upsert(db: &mut PgConnection, id: SellerId, shop: &Shop) -> Result<Option<i64>, sqlx::Error> {
    query_scalar!(
        "insert into identity.sellers as s (id, slug, name, place, tint, about, returns, since, ships_in_days)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict on constraint sellers_slug_unique do update
            set name = excluded.name, place = excluded.place, tint = excluded.tint, about = excluded.about,
                returns = excluded.returns, since = excluded.since, ships_in_days = excluded.ships_in_days,
                version = s.version + 1
          where s.status = 'approved'
            and (s.name, s.place, s.tint, s.about, s.returns, s.since, s.ships_in_days)
                is distinct from
                (excluded.name, excluded.place, excluded.tint, excluded.about, excluded.returns, excluded.since,
                 excluded.ships_in_days)
         returning version",
        id.0,
        shop.slug,
        shop.name,
        shop.place,
        shop.tint,
        shop.about,
        shop.returns,
        shop.since,
        // What does not fit is far beyond what the check of the column admits.
        i32::try_from(shop.ships_in_days).unwrap_or(i32::MAX),
    )
    .fetch_optional(db)
    .await
}

pub async fn add_owner(db: &mut PgConnection, seller: SellerId, user: UserId) -> Result<(), sqlx::Error> {
    query!(
        "insert into identity.members (seller_id, user_id, role)
         values ($1, $2, 'owner')
             on conflict (seller_id, user_id) do update set role = excluded.role
          where members.role <> excluded.role",
        seller.0,
        user.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
