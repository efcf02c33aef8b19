//! What the market keeps, per shop.

use crate::payment::Rates;
use contracts::{
    ids::SellerId,
    payments::{Commissions, SetCommission, ShopCommission},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Shops with a rule of their own that are listed.
const MOST_SHOPS: i64 = 500;

/// The rates of these shops; `configured_bp` is the default until one was set.
pub async fn rates(tx: &mut PgConnection, sellers: &[SellerId], configured_bp: i64) -> Result<Rates, sqlx::Error> {
    let sellers: Vec<Uuid> = sellers.iter().map(|seller| seller.0).collect();
    let rows = sqlx::query!(
        "select seller_id, bp from payments.commission_rules where seller_id is null or seller_id = any ($1)",
        &sellers,
    )
    .fetch_all(tx)
    .await?;
    let mut rates = Rates { default_bp: configured_bp, shops: Vec::new() };
    for row in rows {
        match row.seller_id {
            Some(seller) => rates.shops.push((SellerId(seller), i64::from(row.bp))),
            None => rates.default_bp = i64::from(row.bp),
        }
    }
    Ok(rates)
}

/// The default, and the rules of shops, those that were set last first.
pub async fn list(db: &mut PgConnection, configured_bp: i64) -> Result<Commissions, sqlx::Error> {
    let default_bp = rates(db, &[], configured_bp).await?.default_bp as u32;
    let rows = sqlx::query!(
        r#"select seller_id as "seller_id!", bp
             from payments.commission_rules
            where seller_id is not null
            order by set_at desc
            limit $1"#,
        MOST_SHOPS,
    )
    .fetch_all(db)
    .await?;
    let shop = |seller, bp| ShopCommission { seller: SellerId(seller), bp };
    Ok(Commissions { default_bp, shops: rows.iter().map(|row| shop(row.seller_id, row.bp as u32)).collect() })
}

/// Sets or ends a rule; says what it was.
pub async fn set(tx: &mut PgConnection, rule: &SetCommission) -> Result<Option<u32>, sqlx::Error> {
    let seller = rule.seller.map(|seller| seller.0);
    let before = sqlx::query_scalar!(
        "delete from payments.commission_rules where seller_id is not distinct from $1 returning bp",
        seller,
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(bp) = rule.bp {
        sqlx::query!(
            "insert into payments.commission_rules (seller_id, bp)
             values ($1, $2)
             on conflict (seller_id) do update set bp = excluded.bp, set_at = now()",
            seller,
            i32::try_from(bp).unwrap_or(i32::MAX),
        )
        .execute(tx)
        .await?;
    }
    Ok(before.map(|bp| bp as u32))
}
