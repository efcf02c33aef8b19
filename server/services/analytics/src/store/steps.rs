//! How far shoppers came.

use contracts::analytics::Footfall;
use sqlx::{PgConnection, Result, query};
use time::Date;
use uuid::Uuid;

/// Adds to a day. Rows are locked by seller, the market last, so that two who add never wait for each other.
pub async fn add(tx: &mut PgConnection, day: Date, footfall: &[Footfall]) -> Result<()> {
    let column = |count: fn(&Footfall) -> u32| -> Vec<i64> { footfall.iter().map(|row| count(row).into()).collect() };
    let sellers: Vec<Option<Uuid>> = footfall.iter().map(|row| row.seller.map(|seller| seller.0)).collect();
    query!(
        "insert into analytics.steps as s (seller_id, day, views, added, checkouts, placed, paid)
         select seller, $1, sum(views)::bigint, sum(added)::bigint, sum(checkouts)::bigint, sum(placed)::bigint, sum(paid)::bigint
           from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
                as t (seller, views, added, checkouts, placed, paid)
          group by seller
          order by seller nulls last
             on conflict on constraint steps_once do update
            set views = s.views + excluded.views, added = s.added + excluded.added,
                checkouts = s.checkouts + excluded.checkouts, placed = s.placed + excluded.placed,
                paid = s.paid + excluded.paid",
        day,
        &sellers as &[Option<Uuid>],
        &column(|row| row.steps.views),
        &column(|row| row.steps.added),
        &column(|row| row.steps.checkouts),
        &column(|row| row.steps.placed),
        &column(|row| row.steps.paid),
    )
    .execute(tx)
    .await?;
    Ok(())
}
