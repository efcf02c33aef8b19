//! Stock as its seller counts it.

use super::assortment::literal;
use contracts::{
    ids::{GroupId, OfferId, SellerId, UserId},
    stock::{OnShelf, Present, ShelfQuery, StockMovement, Threshold},
};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Stock that is locked at once while a whole shop's is changed: enough to be worth a statement, few enough that buyers do not
/// notice.
const PIECE: i64 = 2_000;

/// Where a page of the list ends: product and offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor(Uuid, Uuid);

impl Cursor {
    /// Reads a cursor. Anything else begins at the first page.
    pub fn read(text: &str) -> Option<Self> {
        let (product, offer) = text.split_once('.')?;
        Some(Self(product.parse().ok()?, offer.parse().ok()?))
    }

    pub fn write(self) -> String {
        format!("{}.{}", self.0.simple(), self.1.simple())
    }
}

/// A shop's offers that are not retired, at most `limit` behind the cursor. To be read within [`super::listing::begin`], so
/// that each filter has its index.
pub(crate) async fn list(
    db: &mut PgConnection,
    seller: SellerId,
    query: &ShelfQuery,
    after: Option<Cursor>,
    limit: i64,
) -> sqlx::Result<Vec<(Cursor, OnShelf)>> {
    let q = query.q.trim().replace('\0', "");
    let rows = rows(db, seller, &q, query.show.as_str(), after, None, limit).await?;
    Ok(rows.into_iter().map(|row| (Cursor(row.product_id, row.id), row.item())).collect())
}

/// One offer of a shop; to be read as the list.
pub(crate) async fn one(db: &mut PgConnection, seller: SellerId, offer: OfferId) -> sqlx::Result<Option<OnShelf>> {
    Ok(rows(db, seller, "", "all", None, Some(offer.0), 1).await?.pop().map(Row::item))
}

struct Row {
    id: Uuid,
    product_id: Uuid,
    title: String,
    variant: Option<String>,
    sku: String,
    picture: String,
    on_hand: i32,
    reserved: i32,
    sold: i64,
    low_at: i32,
    own_threshold: bool,
}

impl Row {
    fn item(self) -> OnShelf {
        OnShelf {
            offer: OfferId(self.id),
            title: self.title,
            variant: self.variant.unwrap_or_default(),
            sku: self.sku,
            picture: self.picture,
            on_hand: units(self.on_hand),
            reserved: units(self.reserved),
            sold: self.sold,
            low_at: units(self.low_at),
            own_threshold: self.own_threshold,
        }
    }
}

async fn rows(
    db: &mut PgConnection,
    seller: SellerId,
    q: &str,
    show: &str,
    after: Option<Cursor>,
    only: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_file_as!(
        Row,
        "src/store/shelf.sql",
        seller.0,
        q,
        show,
        after.map(|after| after.0),
        after.map(|after| after.1),
        only,
        limit,
        format!("{}%", literal(&q.to_lowercase()))
    )
    .fetch_all(db)
    .await
}

/// Locks stock of a shop's offers in ascending order, and tells what there is. What is not the shop's is missing.
pub(crate) async fn lock(
    tx: &mut PgConnection,
    seller: SellerId,
    offers: &[OfferId],
) -> sqlx::Result<BTreeMap<OfferId, Present>> {
    let ids: Vec<Uuid> = offers.iter().map(|offer| offer.0).collect();
    let rows = sqlx::query!(
        "
        select s.offer_id, s.on_hand, s.reserved
          from catalog.stock as s
          join catalog.offers as o on o.id = s.offer_id
         where s.offer_id = any($1)
           and o.seller_id = $2
           and o.active
         order by s.offer_id
           for update of s
        ",
        &ids,
        seller.0
    )
    .fetch_all(tx)
    .await?;
    let present = rows.into_iter().map(|row| {
        let offer = OfferId(row.offer_id);
        (offer, Present { offer, on_hand: units(row.on_hand), reserved: units(row.reserved) })
    });
    Ok(present.collect())
}

/// Movements of an offer's stock with their numbers, the latest first, at most `limit` that are older than `before`.
pub(crate) async fn movements(
    db: &mut PgConnection,
    offer: OfferId,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<(i64, StockMovement)>> {
    let rows = sqlx::query!(
        "
        select id, at, reason, note, on_hand_delta, reserved_delta, reference, by_user
          from catalog.stock_movements
         where offer_id = $1
           and id < $2
         order by id desc
         limit $3
        ",
        offer.0,
        before,
        limit
    )
    .fetch_all(db)
    .await?;
    let movements = rows.into_iter().map(|row| {
        let movement = StockMovement {
            at: row.at,
            reason: row.reason,
            note: row.note,
            on_hand_delta: row.on_hand_delta,
            reserved_delta: row.reserved_delta,
            on_hand: 0,
            group: row.reference.map(GroupId),
            by: row.by_user.map(UserId),
        };
        (row.id, movement)
    });
    Ok(movements.collect())
}

/// The threshold of one of the shop's offers, which nobody else changes until the transaction ends.
pub(crate) async fn lock_threshold(
    tx: &mut PgConnection,
    seller: SellerId,
    offer: OfferId,
) -> sqlx::Result<Option<Threshold>> {
    let row = sqlx::query!(
        "
        select s.low_at
          from catalog.stock as s
          join catalog.offers as o on o.id = s.offer_id
         where s.offer_id = $1
           and o.seller_id = $2
           for update of s
        ",
        offer.0,
        seller.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Threshold { low_at: row.low_at.map(units) }))
}

pub(crate) async fn set_threshold(
    tx: &mut PgConnection,
    seller: SellerId,
    offer: OfferId,
    low_at: Option<i32>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update catalog.stock as s
           set low_at = $3,
               low = coalesce($3, (select low_stock from catalog.sellers where id = $2 for share))
          from catalog.offers as o
         where o.id = s.offer_id
           and o.id = $1
           and o.seller_id = $2
        ",
        offer.0,
        seller.0,
        low_at
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn shop_threshold(db: &mut PgConnection, seller: SellerId) -> sqlx::Result<Option<u32>> {
    let low_at =
        sqlx::query_scalar!("select low_stock from catalog.sellers where id = $1", seller.0).fetch_optional(db).await?;
    Ok(low_at.map(units))
}

/// The same, which nobody else changes until the transaction ends.
pub(crate) async fn lock_shop_threshold(tx: &mut PgConnection, seller: SellerId) -> sqlx::Result<Option<u32>> {
    let low_at = sqlx::query_scalar!("select low_stock from catalog.sellers where id = $1 for no key update", seller.0)
        .fetch_optional(tx)
        .await?;
    Ok(low_at.map(units))
}

/// Sets it for the shop; for its stock it counts with [`mark_low`].
pub(crate) async fn set_shop_threshold(
    tx: &mut PgConnection,
    seller: SellerId,
    low_at: Option<i32>,
) -> sqlx::Result<()> {
    sqlx::query!("update catalog.sellers set low_stock = coalesce($2, 5) where id = $1", seller.0, low_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Has the shop's threshold count for its stock, piece by piece: to be called outside a transaction, so that nobody waits for
/// more than a piece. When it breaks off, doing it again does the rest.
pub(crate) async fn mark_low(db: &mut PgConnection, seller: SellerId) -> sqlx::Result<()> {
    let mut behind = Some(Uuid::nil());
    while let Some(offer) = behind {
        behind = mark_piece(db, seller, offer).await?;
    }
    Ok(())
}

/// Does so for the next piece, in ascending order; where the piece ends, or `None` when there was nothing left.
async fn mark_piece(db: &mut PgConnection, seller: SellerId, behind: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        r#"
        with few as materialized (
            select s.offer_id, s.low_at, shop.low_stock
              from catalog.stock as s
              join catalog.sellers as shop on shop.id = s.seller_id
             where s.seller_id = $1
               and s.offer_id > $2
             order by s.offer_id
             limit $3
               for update of s
               for share of shop
        ), changed as (
            update catalog.stock as s
               set low = few.low_stock
              from few
             where s.offer_id = few.offer_id
               and few.low_at is null
               and s.low <> few.low_stock
        )
        select max(offer_id::text)::uuid as last from few
        "#,
        seller.0,
        behind,
        PIECE
    )
    .fetch_one(db)
    .await
}

/// A count as the database keeps it; its checks allow none below zero.
fn units(count: i32) -> u32 {
    u32::try_from(count).unwrap_or_default()
}
