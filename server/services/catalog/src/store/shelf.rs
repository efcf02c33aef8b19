//! Stock as its seller counts it.

use contracts::{
    ids::{GroupId, OfferId, SellerId, UserId},
    stock::{OnShelf, Present, ShelfQuery, StockMovement},
};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

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

/// A shop's offers that are not retired, at most `limit` behind the cursor.
pub(crate) async fn list(
    db: &mut PgConnection,
    seller: SellerId,
    query: &ShelfQuery,
    after: Option<Cursor>,
    limit: i64,
) -> sqlx::Result<Vec<(Cursor, OnShelf)>> {
    let rows = rows(db, seller, &like(&query.q), query.show.as_str(), after, None, limit).await?;
    Ok(rows.into_iter().map(|row| (Cursor(row.product_id, row.id), row.item())).collect())
}

/// One offer of a shop.
pub(crate) async fn one(db: &mut PgConnection, seller: SellerId, offer: OfferId) -> sqlx::Result<Option<OnShelf>> {
    Ok(rows(db, seller, "%", "all", None, Some(offer.0), 1).await?.pop().map(Row::item))
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
    like: &str,
    show: &str,
    after: Option<Cursor>,
    only: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"
        select o.id,
               o.product_id,
               p.title,
               (select string_agg(v.options ->> name, ', ' order by position)
                  from unnest(p.option_names) with ordinality as axis (name, position)) as variant,
               o.sku,
               coalesce((select src from catalog.pictures where product_id = p.id and position = v.picture), p.picture)
                   as "picture!",
               s.on_hand,
               s.reserved,
               s.sold,
               coalesce(s.low_at, seller.low_stock) as "low_at!",
               s.low_at is not null as "own_threshold!"
          from catalog.offers as o
          join catalog.products as p on p.id = o.product_id
          join catalog.variants as v on v.id = o.variant_id
          join catalog.stock as s on s.offer_id = o.id
          join catalog.sellers as seller on seller.id = o.seller_id
         where o.seller_id = $1
           and o.active
           and ($2 = '%' or p.title ilike $2 or o.sku ilike $2)
           and case $3::text
                    when 'low' then s.on_hand - s.reserved between 1 and coalesce(s.low_at, seller.low_stock)
                    when 'out' then s.on_hand = s.reserved
                    else true end
           and ($4::uuid is null or (o.product_id, o.id) < ($4, $5::uuid))
           and ($6::uuid is null or o.id = $6)
         order by o.product_id desc, o.id desc
         limit $7
        "#,
        seller.0,
        like,
        show,
        after.map(|after| after.0),
        after.map(|after| after.1),
        only,
        limit
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

/// Tells whether the shop has the offer.
pub(crate) async fn set_threshold(
    db: &mut PgConnection,
    seller: SellerId,
    offer: OfferId,
    low_at: Option<i32>,
) -> sqlx::Result<bool> {
    let outcome = sqlx::query!(
        "
        update catalog.stock as s
           set low_at = $3
          from catalog.offers as o
         where o.id = s.offer_id
           and o.id = $1
           and o.seller_id = $2
        ",
        offer.0,
        seller.0,
        low_at
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected() > 0)
}

pub(crate) async fn shop_threshold(db: &mut PgConnection, seller: SellerId) -> sqlx::Result<Option<u32>> {
    let low_at =
        sqlx::query_scalar!("select low_stock from catalog.sellers where id = $1", seller.0).fetch_optional(db).await?;
    Ok(low_at.map(units))
}

pub(crate) async fn set_shop_threshold(
    db: &mut PgConnection,
    seller: SellerId,
    low_at: Option<i32>,
) -> sqlx::Result<()> {
    sqlx::query!("update catalog.sellers set low_stock = coalesce($2, 5) where id = $1", seller.0, low_at)
        .execute(db)
        .await?;
    Ok(())
}

/// A pattern for whatever contains the text.
fn like(text: &str) -> String {
    let text = text.trim().replace('\0', "");
    if text.is_empty() {
        return "%".to_owned();
    }
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// A count as the database keeps it; its checks allow none below zero.
fn units(count: i32) -> u32 {
    u32::try_from(count).unwrap_or_default()
}
