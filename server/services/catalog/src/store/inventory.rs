//! Stock, its ledger and reservations.
//!
//! Locks are taken in one order: the group, its reservations, stock by ascending offer, then products.

use crate::inventory::{Cause, Moved, Movement};
use contracts::{
    ids::{GroupId, OfferId, ProductId, SellerId},
    inventory::{Offer, Seller},
};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Today's price, stock and description of offers.
pub(crate) async fn quote(db: &mut PgConnection, offers: &[OfferId]) -> sqlx::Result<BTreeMap<OfferId, Offer>> {
    let rows = sqlx::query_file!("src/store/quote.sql", &ids(offers)).fetch_all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let seller = Seller {
                seller_id: row.seller_id.to_string(),
                slug: row.seller_slug,
                name: row.seller_name,
                place: row.place,
                tint: row.tint,
            };
            let offer = Offer {
                offer_id: row.id.to_string(),
                product_id: row.product_id.to_string(),
                product_slug: row.slug,
                title: row.title,
                variant: row.variant.unwrap_or_default(),
                sku: row.sku,
                picture: row.picture,
                seller: Some(seller),
                price_minor: row.price_minor,
                compare_at_minor: row.compare_at_minor.unwrap_or_default(),
                currency: row.currency,
                available: units(row.available),
                on_sale: row.on_sale,
                category_ids: row.categories.iter().map(Uuid::to_string).collect(),
            };
            (OfferId(row.id), offer)
        })
        .collect())
}

/// How many reservations there are whose end is open.
pub(crate) async fn count_held(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "held!" from catalog.reservations where state = 'held'"#)
        .fetch_one(db)
        .await
}

/// Makes whatever else is done for this group wait until the transaction ends.
pub(crate) async fn lock_group(tx: &mut PgConnection, group: GroupId) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('catalog.reservations/' || $1::text, 0))",
        group.to_string()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks stock in ascending order of the offers, and tells how many of each can be bought.
pub(crate) async fn lock_stock(tx: &mut PgConnection, offers: &[OfferId]) -> sqlx::Result<BTreeMap<OfferId, u32>> {
    let rows = sqlx::query!(
        r#"
        select offer_id, on_hand - reserved as "available!"
          from catalog.stock
         where offer_id = any($1)
         order by offer_id
           for update
        "#,
        &ids(offers)
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (OfferId(row.offer_id), units(row.available))).collect())
}

/// Changes stock where it allows it, and writes the ledger. Offers whose stock does not are missing from the answer.
pub(crate) async fn move_stock(
    tx: &mut PgConnection,
    cause: Cause<'_>,
    movements: &[Movement],
) -> sqlx::Result<Vec<Moved>> {
    let offers: Vec<Uuid> = movements.iter().map(|movement| movement.offer.0).collect();
    let on_hand: Vec<i64> = movements.iter().map(|movement| movement.on_hand).collect();
    let reserved: Vec<i64> = movements.iter().map(|movement| movement.reserved).collect();
    let rows = sqlx::query!(
        r#"
        with moved as (
            update catalog.stock as s
               set on_hand = s.on_hand + m.on_hand,
                   reserved = s.reserved + m.reserved,
                   -- Only orders sell and take back; what a seller counts is no sale.
                   sold = s.sold - case when $5::uuid is null then 0 else m.on_hand end
              from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as m (offer_id, on_hand, reserved)
             where s.offer_id = m.offer_id
               and s.reserved + m.reserved between 0 and s.on_hand + m.on_hand
            returning s.offer_id,
                      m.on_hand as on_hand_delta,
                      m.reserved as reserved_delta,
                      s.on_hand,
                      s.on_hand - s.reserved as available,
                      s.low_at
        ), written as (
            insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason, reference, by_user, note)
            select offer_id, on_hand_delta, reserved_delta, $4, $5, $6, $7 from moved
        )
        select moved.offer_id as "offer_id!",
               o.product_id,
               o.seller_id,
               (moved.available - moved.on_hand_delta + moved.reserved_delta)::integer as "before!",
               moved.available as "after!",
               (moved.on_hand - moved.on_hand_delta)::integer as "had!",
               moved.on_hand as "has!",
               coalesce(moved.low_at, seller.low_stock) as "low_at!"
          from moved
          join catalog.offers as o on o.id = moved.offer_id
          join catalog.sellers as seller on seller.id = o.seller_id
         order by moved.offer_id
        "#,
        &offers,
        &on_hand,
        &reserved,
        cause.reason.as_str(),
        cause.group.map(|group| group.0),
        cause.by.map(|user| user.0),
        cause.note
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Moved {
            offer: OfferId(row.offer_id),
            product: ProductId(row.product_id),
            seller: SellerId(row.seller_id),
            before: units(row.before),
            after: units(row.after),
            had: units(row.had),
            has: units(row.has),
            low_at: units(row.low_at),
        })
        .collect())
}

/// The version of an offer's next event. Whatever the event says, its stock row counts it, which is locked by this.
pub(crate) async fn next_version(tx: &mut PgConnection, offer: OfferId) -> sqlx::Result<i64> {
    sqlx::query_scalar!("update catalog.stock set version = version + 1 where offer_id = $1 returning version", offer.0)
        .fetch_one(tx)
        .await
}

/// What a group holds or has bought.
pub(crate) async fn taken(tx: &mut PgConnection, group: GroupId) -> sqlx::Result<BTreeMap<OfferId, u32>> {
    let rows = sqlx::query_as!(
        Taken,
        "select offer_id, quantity from catalog.reservations where group_id = $1 and state in ('held', 'sold')",
        group.0
    )
    .fetch_all(tx)
    .await?;
    Ok(by_offer(rows))
}

/// When the group's hold ends, in seconds since the epoch. A hold that has run out but was not ended yet lives again:
/// otherwise it would end under an order that is being placed.
pub(crate) async fn renew_expired(tx: &mut PgConnection, group: GroupId, ttl_seconds: u32) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"
        with renewed as (
            update catalog.reservations
               set expires_at = now() + make_interval(secs => $2)
             where group_id = $1
               and state = 'held'
               and not ordered
               and expires_at <= now()
            returning expires_at
        )
        select extract(epoch from coalesce((select min(expires_at) from renewed), min(expires_at)))::bigint as "seconds!"
          from catalog.reservations
         where group_id = $1
           and state in ('held', 'sold')
        "#,
        group.0,
        f64::from(ttl_seconds)
    )
    .fetch_one(tx)
    .await
}

/// Writes a hold, over one that has ended; tells when it ends, in seconds since the epoch. `None` when a reservation of
/// the group that has not ended is in the way.
pub(crate) async fn hold(
    tx: &mut PgConnection,
    group: GroupId,
    wanted: &BTreeMap<OfferId, u32>,
    ttl_seconds: u32,
) -> sqlx::Result<Option<i64>> {
    let (offers, quantities): (Vec<Uuid>, Vec<i64>) =
        wanted.iter().map(|(offer, quantity)| (offer.0, i64::from(*quantity))).unzip();
    let written = sqlx::query_scalar!(
        r#"
        insert into catalog.reservations (group_id, offer_id, quantity, state, expires_at)
        select $1, offer_id, quantity, 'held', now() + make_interval(secs => $4)
          from unnest($2::uuid[], $3::bigint[]) as t (offer_id, quantity)
            on conflict (group_id, offer_id) do update
           set quantity = excluded.quantity,
               given_back = 0,
               state = excluded.state,
               ordered = false,
               expires_at = excluded.expires_at
         where reservations.state in ('released', 'returned')
        returning extract(epoch from expires_at)::bigint as "seconds!"
        "#,
        group.0,
        &offers,
        &quantities,
        f64::from(ttl_seconds)
    )
    .fetch_all(tx)
    .await?;
    Ok(if written.len() == wanted.len() { written.first().copied() } else { None })
}

/// Notes that the order exists: from now on only its payment or cancellation ends the hold.
pub(crate) async fn mark_ordered(tx: &mut PgConnection, group: GroupId) -> sqlx::Result<()> {
    sqlx::query!("update catalog.reservations set ordered = true where group_id = $1 and state = 'held'", group.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Moves all of a group's reservations from one state to another; tells which.
pub(crate) async fn end_all(
    tx: &mut PgConnection,
    group: GroupId,
    from: &str,
    to: &str,
) -> sqlx::Result<BTreeMap<OfferId, u32>> {
    let rows = sqlx::query_as!(
        Taken,
        r#"
        update catalog.reservations
           set state = $3
         where group_id = $1
           and state = $2
        returning offer_id, quantity - given_back as "quantity!"
        "#,
        group.0,
        from,
        to
    )
    .fetch_all(tx)
    .await?;
    Ok(by_offer(rows))
}

/// Moves a group's reservations of these offers from one state to another; tells which.
pub(crate) async fn end_some(
    tx: &mut PgConnection,
    group: GroupId,
    offers: &[OfferId],
    from: &str,
    to: &str,
) -> sqlx::Result<BTreeMap<OfferId, u32>> {
    let rows = sqlx::query_as!(
        Taken,
        r#"
        update catalog.reservations
           set state = $4
         where group_id = $1
           and offer_id = any($2)
           and state = $3
        returning offer_id, quantity - given_back as "quantity!"
        "#,
        group.0,
        &ids(offers),
        from,
        to
    )
    .fetch_all(tx)
    .await?;
    Ok(by_offer(rows))
}

/// Releases what the group holds beyond its time; tells which. Nothing, when the order has come to exist meanwhile.
pub(crate) async fn end_abandoned(tx: &mut PgConnection, group: GroupId) -> sqlx::Result<BTreeMap<OfferId, u32>> {
    let rows = sqlx::query_as!(
        Taken,
        r#"
        update catalog.reservations
           set state = 'released'
         where group_id = $1
           and state = 'held'
           and not ordered
           and expires_at < now()
        returning offer_id, quantity - given_back as "quantity!"
        "#,
        group.0
    )
    .fetch_all(tx)
    .await?;
    Ok(by_offer(rows))
}

/// Groups whose hold has run out without an order, the longest waiting first.
pub(crate) async fn abandoned(db: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<GroupId>> {
    let groups = sqlx::query_scalar!(
        "
        select group_id
          from catalog.reservations
         where state = 'held'
           and not ordered
           and expires_at < now()
         group by group_id
         order by min(expires_at)
         limit $1
        ",
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(groups.into_iter().map(GroupId).collect())
}

/// What the group once held of these offers and gave back.
pub(crate) async fn released(
    tx: &mut PgConnection,
    group: GroupId,
    offers: &[OfferId],
) -> sqlx::Result<BTreeMap<OfferId, u32>> {
    let rows = sqlx::query_as!(
        Taken,
        r#"
        select offer_id, quantity - given_back as "quantity!"
          from catalog.reservations
         where group_id = $1
           and offer_id = any($2)
           and state = 'released'
        "#,
        group.0,
        &ids(offers)
    )
    .fetch_all(tx)
    .await?;
    Ok(by_offer(rows))
}

/// Counts units as given back, at most as many as the group still holds or has; tells how many, by state and offer.
pub(crate) async fn give_back(
    tx: &mut PgConnection,
    group: GroupId,
    wanted: &BTreeMap<OfferId, u32>,
) -> sqlx::Result<BTreeMap<(String, OfferId), u32>> {
    let (offers, quantities): (Vec<Uuid>, Vec<i64>) =
        wanted.iter().map(|(offer, quantity)| (offer.0, i64::from(*quantity))).unzip();
    let rows = sqlx::query!(
        r#"
        update catalog.reservations as r
           set given_back = r.given_back + given.units
          from (select t.offer_id, least(wanted.units, t.quantity - t.given_back)::integer as units
                  from catalog.reservations as t
                  join unnest($2::uuid[], $3::bigint[]) as wanted (offer_id, units) on wanted.offer_id = t.offer_id
                 where t.group_id = $1
                   and t.state in ('held', 'sold')) as given
         where r.group_id = $1
           and r.offer_id = given.offer_id
           and given.units > 0
        returning r.state, r.offer_id, given.units as "units!"
        "#,
        group.0,
        &offers,
        &quantities
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.state, OfferId(row.offer_id)), units(row.units))).collect())
}

/// A reservation's offer and units.
struct Taken {
    offer_id: Uuid,
    quantity: i32,
}

fn by_offer(rows: Vec<Taken>) -> BTreeMap<OfferId, u32> {
    rows.into_iter().map(|row| (OfferId(row.offer_id), units(row.quantity))).collect()
}

fn ids(offers: &[OfferId]) -> Vec<Uuid> {
    offers.iter().map(|offer| offer.0).collect()
}

/// A count as the database keeps it; its checks allow none below zero.
fn units(count: i32) -> u32 {
    u32::try_from(count).unwrap_or_default()
}
