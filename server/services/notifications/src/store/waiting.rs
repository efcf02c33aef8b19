//! Shops that wait for the market's word.

use contracts::ids::SellerId;
use sqlx::{PgConnection, Result, query};

pub async fn begin(db: &mut PgConnection, seller: SellerId) -> Result<()> {
    query!("insert into notifications.shops_waiting (seller_id) values ($1) on conflict do nothing", seller.0)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn end(db: &mut PgConnection, seller: SellerId) -> Result<()> {
    query!("delete from notifications.shops_waiting where seller_id = $1", seller.0).execute(db).await?;
    Ok(())
}

pub async fn waits(db: &mut PgConnection, seller: SellerId) -> Result<bool> {
    let row = query!("select seller_id from notifications.shops_waiting where seller_id = $1", seller.0)
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}
