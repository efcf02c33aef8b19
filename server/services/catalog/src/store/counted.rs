//! Stock as it comes with products that are written.

use crate::{
    inventory::Movement,
    write::{Line, OnHand},
};
use contracts::ids::{OfferId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes the stock of new offers.
pub(crate) async fn receive(tx: &mut PgConnection, lines: &[Line], by: Option<UserId>) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.offer.0).collect();
    let units: Vec<i32> = lines.iter().map(|line| units(line.new.on_hand)).collect();
    sqlx::query!(
        "
        with received as (
            insert into catalog.stock (offer_id, on_hand)
            select id, units
              from unnest($1::uuid[], $2::integer[]) as new (id, units)
             order by id
                on conflict do nothing
            returning offer_id, on_hand
        )
        insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason, by_user)
        select offer_id, on_hand, 0, 'received', $3 from received where on_hand > 0
        ",
        &ids,
        &units,
        by.map(|user| user.0)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks stock, and tells how it has to move to be what the seller has counted; never fewer than orders hold. The figure
/// that was given the last time is no news: what was sold since stays sold.
pub(crate) async fn count(tx: &mut PgConnection, lines: &[Line]) -> sqlx::Result<Vec<Movement>> {
    let counted = lines.iter().filter(|line| matches!(line.new.on_hand, OnHand::Exactly(_)));
    let (ids, units): (Vec<Uuid>, Vec<i32>) = counted.map(|line| (line.offer.0, units(line.new.on_hand))).unzip();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // Locked in order before what is to be corrected is computed.
    sqlx::query!("select offer_id from catalog.stock where offer_id = any($1) order by offer_id for update", &ids)
        .fetch_all(&mut *tx)
        .await?;
    let rows = sqlx::query!(
        r#"
        with counted as (
            update catalog.stock as s
               set stated = new.units
              from unnest($1::uuid[], $2::integer[]) as new (id, units)
             where s.offer_id = new.id
               and s.stated <> new.units
            returning s.offer_id, greatest(new.units, s.reserved) - s.on_hand as delta
        )
        select offer_id as "offer_id!", delta as "delta!" from counted where delta <> 0 order by offer_id
        "#,
        &ids,
        &units
    )
    .fetch_all(tx)
    .await?;
    let movement = |(offer, delta)| Movement { offer: OfferId(offer), on_hand: i64::from(delta), reserved: 0 };
    Ok(rows.into_iter().map(|row| (row.offer_id, row.delta)).map(movement).collect())
}

/// A count as the database keeps it.
fn units(on_hand: OnHand) -> i32 {
    i32::try_from(on_hand.units()).unwrap_or(i32::MAX)
}
