//! Orders of one seller, their lines and history.

use super::known;
use crate::{bill::Part, group};
use contracts::{
    Currency, Money,
    catalog::SellerBadge,
    events::{OrderLine, OrderPart},
    ids::{GroupId, LineId, OfferId, OrderId, SellerId},
    orders::{DeliveryOption, Line, Order, Status, Step},
};
use serde_json::{Value, json};
use sqlx::{Error, PgConnection, Result, types::Json};
use std::collections::HashMap;
use uuid::Uuid;

/// Inserts the orders of a group, with their lines and the first step of their history.
pub async fn insert(tx: &mut PgConnection, group: GroupId, number: &str, parts: &[Part]) -> Result<()> {
    for (position, part) in parts.iter().enumerate() {
        sqlx::query!(
            "
            insert into orders.orders
                   (id, group_id, position, number, seller_id, seller, status, items_minor, delivery_minor, total_minor,
                    delivery)
            values ($1, $2, $3, $4, $5, $6, 'created', $7, $8, $9, $10)
            ",
            part.id.0,
            group.0,
            position as i32,
            format!("{number}-{}", position + 1),
            part.seller.id.0,
            Json(&part.seller) as _,
            part.totals.items.minor,
            part.totals.delivery.minor,
            part.totals.total.minor,
            Json(&part.delivery) as _,
        )
        .execute(&mut *tx)
        .await?;
    }
    insert_lines(tx, parts).await?;
    let ids: Vec<Uuid> = parts.iter().map(|part| part.id.0).collect();
    insert_steps(tx, &ids, Status::Created, "").await
}

async fn insert_lines(tx: &mut PgConnection, parts: &[Part]) -> Result<()> {
    let rows: Vec<Value> = parts.iter().flat_map(rows).collect();
    sqlx::query!(
        "
        insert into orders.lines
               (id, order_id, position, offer_id, product_id, slug, title, variant, sku, picture, quantity, price_minor,
                total_minor)
        select id, order_id, position, offer_id, product_id, slug, title, variant, sku, picture, quantity, price_minor,
               total_minor
          from jsonb_to_recordset($1) as t
               (id uuid, order_id uuid, position integer, offer_id uuid, product_id uuid, slug text, title text,
                variant text, sku text, picture text, quantity integer, price_minor bigint, total_minor bigint)
        ",
        Json(rows) as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn rows(part: &Part) -> impl Iterator<Item = Value> {
    part.lines.iter().enumerate().map(|(position, (product, line))| {
        json!({
            "id": line.id,
            "order_id": part.id,
            "position": position,
            "offer_id": line.offer,
            "product_id": product,
            "slug": line.slug,
            "title": line.title,
            "variant": line.variant,
            "sku": line.sku,
            "picture": line.picture,
            "quantity": line.quantity,
            "price_minor": line.price.minor,
            "total_minor": line.total.minor,
        })
    })
}

async fn insert_steps(tx: &mut PgConnection, orders: &[Uuid], status: Status, note: &str) -> Result<()> {
    sqlx::query!(
        "
        insert into orders.history (order_id, status, note)
        select id, $2, $3
          from unnest($1::uuid[]) as t (id)
         order by id
        ",
        orders,
        status.as_str(),
        note,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks the orders of a group, in ascending order of their ids.
pub async fn lock(tx: &mut PgConnection, group: GroupId, currency: Currency) -> Result<Vec<group::Order>> {
    let rows = sqlx::query!(
        r#"
        select o.id, o.seller_id, o.status, o.items_minor, o.delivery_minor, o.total_minor,
               (select jsonb_agg(jsonb_build_object('offer', l.offer_id, 'quantity', l.quantity) order by l.position)
                  from orders.lines as l
                 where l.order_id = o.id) as "lines!: Json<Vec<OrderLine>>"
          from orders.orders as o
         where o.group_id = $1
         order by o.id
           for update of o
        "#,
        group.0,
    )
    .fetch_all(tx)
    .await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        let part = OrderPart {
            order: OrderId(row.id),
            seller: SellerId(row.seller_id),
            items: Money::new(row.items_minor, currency),
            delivery: Money::new(row.delivery_minor, currency),
            total: Money::new(row.total_minor, currency),
            lines: row.lines.0,
        };
        orders.push(group::Order { part, status: known(Status::parse(&row.status), &row.status)? });
    }
    Ok(orders)
}

/// Moves orders to their next status and notes it in their history. The orders must be locked.
pub async fn advance(tx: &mut PgConnection, orders: &[OrderId], to: Status, note: &str) -> Result<()> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.0).collect();
    let outcome = sqlx::query!(
        "
        update orders.orders
           set status       = $2,
               paid_at      = case when $2 = 'paid' then now() else paid_at end,
               cancelled_at = case when $2 = 'cancelled' then now() else cancelled_at end,
               version      = version + 1
         where id = any($1) and status <> $2
        ",
        &ids,
        to.as_str(),
    )
    .execute(&mut *tx)
    .await?;
    if outcome.rows_affected() != ids.len() as u64 {
        return Err(Error::RowNotFound);
    }
    insert_steps(tx, &ids, to, note).await
}

/// The orders of a group with lines and history, in the order of the cart. Whether one can be cancelled is not decided
/// here: it says no.
pub async fn list(db: &mut PgConnection, group: GroupId, currency: Currency) -> Result<Vec<Order>> {
    let rows = sqlx::query!(
        r#"
        select o.id, o.number, o.seller as "seller: Json<SellerBadge>", o.status, o.items_minor, o.total_minor,
               o.delivery as "delivery: Json<DeliveryOption>",
               (select jsonb_agg(jsonb_build_object('status', h.status, 'at', h.at, 'note', h.note) order by h.id)
                  from orders.history as h
                 where h.order_id = o.id) as "history!: Json<Vec<Step>>"
          from orders.orders as o
         where o.group_id = $1
         order by o.position
        "#,
        group.0,
    )
    .fetch_all(&mut *db)
    .await?;
    let mut lines = list_lines(db, group, currency).await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        let id = OrderId(row.id);
        orders.push(Order {
            id,
            number: row.number,
            seller: row.seller.0,
            status: known(Status::parse(&row.status), &row.status)?,
            lines: lines.remove(&id).unwrap_or_default(),
            subtotal: Money::new(row.items_minor, currency),
            delivery: row.delivery.0,
            total: Money::new(row.total_minor, currency),
            history: row.history.0,
            can_cancel: false,
        });
    }
    Ok(orders)
}

async fn list_lines(db: &mut PgConnection, group: GroupId, currency: Currency) -> Result<HashMap<OrderId, Vec<Line>>> {
    let rows = sqlx::query!(
        "
        select l.id, l.order_id, l.offer_id, l.slug, l.title, l.variant, l.sku, l.picture, l.quantity, l.price_minor,
               l.total_minor
          from orders.orders as o
          join orders.lines as l on l.order_id = o.id
         where o.group_id = $1
         order by l.order_id, l.position
        ",
        group.0,
    )
    .fetch_all(db)
    .await?;
    let mut lines: HashMap<OrderId, Vec<Line>> = HashMap::new();
    for row in rows {
        lines.entry(OrderId(row.order_id)).or_default().push(Line {
            id: LineId(row.id),
            offer: OfferId(row.offer_id),
            slug: row.slug,
            title: row.title,
            variant: row.variant,
            sku: row.sku,
            picture: row.picture,
            quantity: row.quantity as u32,
            price: Money::new(row.price_minor, currency),
            total: Money::new(row.total_minor, currency),
        });
    }
    Ok(lines)
}

/// Offer, quantity and title of every line of a group.
pub async fn list_goods(db: &mut PgConnection, group: GroupId) -> Result<Vec<(OfferId, u32, String)>> {
    let rows = sqlx::query!(
        "
        select l.offer_id, l.quantity, l.title
          from orders.orders as o
          join orders.lines as l on l.order_id = o.id
         where o.group_id = $1
         order by o.position, l.position
        ",
        group.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (OfferId(row.offer_id), row.quantity as u32, row.title)).collect())
}
