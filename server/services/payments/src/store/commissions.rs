//! What the market keeps, per shop and per category.

use crate::payment::Rates;
use contracts::{
    ids::{CategoryId, SellerId},
    payments::{CategoryCommission, Commissions, SetCommission, ShopCommission},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Rules of shops, and of categories, that are listed.
const MOST: i64 = 500;

/// The rates of these shops and categories; `configured_bp` is the default until one was set.
pub async fn rates(
    tx: &mut PgConnection,
    sellers: &[SellerId],
    categories: &[CategoryId],
    configured_bp: i64,
) -> Result<Rates, sqlx::Error> {
    let sellers: Vec<Uuid> = sellers.iter().map(|seller| seller.0).collect();
    let categories: Vec<Uuid> = categories.iter().map(|category| category.0).collect();
    let rows = sqlx::query!(
        "select seller_id, category_id, bp
           from payments.commission_rules
          where seller_id = any ($1) or category_id = any ($2) or seller_id is null and category_id is null",
        &sellers,
        &categories,
    )
    .fetch_all(tx)
    .await?;
    let mut rates = Rates { default_bp: configured_bp, shops: Vec::new(), categories: Vec::new() };
    for row in rows {
        let bp = i64::from(row.bp);
        match (row.seller_id, row.category_id) {
            (Some(seller), _) => rates.shops.push((SellerId(seller), bp)),
            (None, Some(category)) => rates.categories.push((CategoryId(category), bp)),
            (None, None) => rates.default_bp = bp,
        }
    }
    Ok(rates)
}

/// Whether some categories have a rate of their own.
pub async fn any_category(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from payments.commission_rules where category_id is not null) as "any!""#
    )
    .fetch_one(db)
    .await
}

/// The default, and the rules of shops and categories, those that were set last first.
pub async fn list(db: &mut PgConnection, configured_bp: i64) -> Result<Commissions, sqlx::Error> {
    let default_bp = rates(db, &[], &[], configured_bp).await?.default_bp as u32;
    let rows = sqlx::query!(
        r#"(select seller_id, category_id, bp, set_at
              from payments.commission_rules where seller_id is not null order by set_at desc, seller_id limit $1)
            union all
           (select seller_id, category_id, bp, set_at
              from payments.commission_rules where category_id is not null order by set_at desc, category_id limit $1)
            order by set_at desc, seller_id, category_id"#,
        MOST,
    )
    .fetch_all(db)
    .await?;
    let (mut shops, mut categories) = (Vec::new(), Vec::new());
    for row in rows {
        let bp = row.bp.unwrap_or_default() as u32;
        shops.extend(row.seller_id.map(|seller| ShopCommission { seller: SellerId(seller), bp }));
        categories.extend(row.category_id.map(|id| CategoryCommission { category: CategoryId(id), bp }));
    }
    Ok(Commissions { default_bp, configured_bp: Some(configured_bp as u32), shops, categories })
}

/// Lets one at a time change rules: who ends one has to see the one that was just set.
pub async fn lock(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("lock table payments.commission_rules in share row exclusive mode").execute(tx).await?;
    Ok(())
}

/// Sets or ends a rule, while rules are locked; says what it was.
pub async fn set(tx: &mut PgConnection, rule: &SetCommission) -> Result<Option<u32>, sqlx::Error> {
    let seller = rule.seller.map(|seller| seller.0);
    let category = rule.category.map(|category| category.0);
    let before = sqlx::query_scalar!(
        "delete from payments.commission_rules
          where seller_id is not distinct from $1 and category_id is not distinct from $2
         returning bp",
        seller,
        category,
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(bp) = rule.bp {
        sqlx::query!(
            "insert into payments.commission_rules (seller_id, category_id, bp)
             values ($1, $2, $3)
             on conflict on constraint commission_rules_once do update set bp = excluded.bp, set_at = now()",
            seller,
            category,
            i32::try_from(bp).unwrap_or(i32::MAX),
        )
        .execute(tx)
        .await?;
    }
    Ok(before.map(|bp| bp as u32))
}
