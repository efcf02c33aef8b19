//! Orders of one seller, their lines and history.

use super::known;
use crate::{bill::Part, order};
use contracts::{
    Currency, Money,
    catalog::SellerBadge,
    ids::{GroupId, LineId, OfferId, OrderId, SellerId},
    orders::{DeliveryOption, Line, Order, Parcel, Return, Status, Step},
};
use serde_json::{Value, json};
use sqlx::{Error, PgConnection, Result, types::Json};
use std::collections::HashMap;
use time::OffsetDateTime;
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
pub async fn lock(tx: &mut PgConnection, group: GroupId, currency: Currency) -> Result<Vec<order::Order>> {
    let rows = sqlx::query!(
        r#"
        select o.id, o.seller_id, o.status, o.delivery_minor, o.delivered_at,
               (select count(*) from orders.parcels as p where p.order_id = o.id and p.delivered_at is null) as "under_way!"
          from orders.orders as o
         where o.group_id = $1
         order by o.id
           for update of o
        "#,
        group.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut lines = load_lines(tx, group, currency).await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        let id = OrderId(row.id);
        orders.push(order::Order {
            id,
            seller: SellerId(row.seller_id),
            status: known(Status::parse(&row.status), &row.status)?,
            delivery: Money::new(row.delivery_minor, currency),
            lines: lines.remove(&id).unwrap_or_default(),
            under_way: row.under_way as u32,
            delivered_at: row.delivered_at,
        });
    }
    Ok(orders)
}

async fn load_lines(
    tx: &mut PgConnection,
    group: GroupId,
    currency: Currency,
) -> Result<HashMap<OrderId, Vec<order::Line>>> {
    let rows = sqlx::query!(
        r#"
        select l.id, l.order_id, l.offer_id, l.quantity, l.price_minor, l.cancelled, l.shipped, l.returned,
               (select coalesce(sum(w.quantity), 0)
                  from orders.return_lines as w
                  join orders.returns as r on r.id = w.return_id
                 where w.line_id = l.id and r.status <> 'withdrawn') as "claimed!",
               (select coalesce(sum(w.quantity), 0)
                  from orders.return_lines as w
                  join orders.returns as r on r.id = w.return_id
                 where w.line_id = l.id and r.status = 'asked') as "asked!"
          from orders.orders as o
          join orders.lines as l on l.order_id = o.id
         where o.group_id = $1
         order by l.order_id, l.position
        "#,
        group.0,
    )
    .fetch_all(tx)
    .await?;
    let mut lines: HashMap<OrderId, Vec<order::Line>> = HashMap::new();
    for row in rows {
        lines.entry(OrderId(row.order_id)).or_default().push(order::Line {
            id: LineId(row.id),
            offer: OfferId(row.offer_id),
            quantity: row.quantity as u32,
            price: Money::new(row.price_minor, currency),
            cancelled: row.cancelled as u32,
            shipped: row.shipped as u32,
            returned: row.returned as u32,
            claimed: row.claimed as u32,
            asked: row.asked as u32,
        });
    }
    Ok(lines)
}

/// The group of an order; of this seller, if one is named.
pub async fn find_group(db: &mut PgConnection, order: OrderId, seller: Option<SellerId>) -> Result<Option<GroupId>> {
    let group = sqlx::query_scalar!(
        "select group_id from orders.orders where id = $1 and ($2::uuid is null or seller_id = $2)",
        order.0,
        seller.map(|seller| seller.0),
    )
    .fetch_optional(db)
    .await?;
    Ok(group.map(GroupId))
}

/// Stores the quantities of lines. Their orders must be locked.
pub async fn count(tx: &mut PgConnection, lines: &[order::Line]) -> Result<()> {
    let numbers = |number: fn(&order::Line) -> u32| lines.iter().map(|line| number(line) as i32).collect::<Vec<_>>();
    sqlx::query!(
        "
        update orders.lines as l
           set cancelled = t.cancelled,
               shipped   = t.shipped,
               returned  = t.returned
          from unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[]) as t (id, cancelled, shipped, returned)
         where l.id = t.id
        ",
        &lines.iter().map(|line| line.id.0).collect::<Vec<_>>(),
        &numbers(|line| line.cancelled),
        &numbers(|line| line.shipped),
        &numbers(|line| line.returned),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes what more of orders goes back to the buyer. The orders must be locked.
pub async fn owe(tx: &mut PgConnection, refunds: &[(OrderId, Money)]) -> Result<()> {
    sqlx::query!(
        "
        update orders.orders as o
           set refunded_minor = o.refunded_minor + t.minor
          from unnest($1::uuid[], $2::bigint[]) as t (id, minor)
         where o.id = t.id
        ",
        &refunds.iter().map(|(order, _)| order.0).collect::<Vec<_>>(),
        &refunds.iter().map(|(_, refund)| refund.minor).collect::<Vec<_>>(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Moves orders to their next status and notes it in their history. The orders must be locked.
pub async fn advance(tx: &mut PgConnection, orders: &[OrderId], to: Status, note: &str) -> Result<()> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.0).collect();
    let outcome = sqlx::query!(
        "
        update orders.orders
           set status       = $2,
               paid_at      = case when $2 = 'paid' then now() else paid_at end,
               delivered_at = case when $2 = 'delivered' then now() else delivered_at end,
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

/// Notes until when orders have to leave. They must be locked.
pub async fn set_due(tx: &mut PgConnection, due: &[(OrderId, OffsetDateTime)]) -> Result<()> {
    sqlx::query!(
        "
        update orders.orders as o
           set due_at = t.due_at
          from unnest($1::uuid[], $2::timestamptz[]) as t (id, due_at)
         where o.id = t.id
        ",
        &due.iter().map(|(order, _)| order.0).collect::<Vec<_>>(),
        &due.iter().map(|(_, at)| *at).collect::<Vec<_>>(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The orders of a group with lines, history, parcels and returns, in the order of the cart; one of them, if it is named.
/// What can be done about one is not decided here: it says that nothing can.
pub async fn list(
    db: &mut PgConnection,
    group: GroupId,
    only: Option<OrderId>,
    currency: Currency,
) -> Result<Vec<Order>> {
    let rows = sqlx::query!(
        r#"
        select o.id, o.number, o.seller as "seller: Json<SellerBadge>", o.status, o.items_minor, o.total_minor,
               o.refunded_minor, o.delivery as "delivery: Json<DeliveryOption>",
               (select jsonb_agg(jsonb_build_object('status', h.status, 'at', h.at, 'note', h.note) order by h.id)
                  from orders.history as h
                 where h.order_id = o.id) as "history!: Json<Vec<Step>>",
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'id', p.id, 'carrier', p.carrier, 'tracking', p.tracking, 'shipped_at', p.shipped_at,
                           'delivered_at', p.delivered_at,
                           'lines', (select jsonb_agg(jsonb_build_object('line', l.line_id, 'quantity', l.quantity))
                                       from orders.parcel_lines as l
                                      where l.parcel_id = p.id)) order by p.id), '[]')
                  from orders.parcels as p
                 where p.order_id = o.id) as "parcels!: Json<Vec<Parcel>>",
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'id', r.id, 'status', r.status, 'reason', r.reason, 'answer', r.answer, 'by_market', r.by_market,
                           'kept', r.key is not null,
                           'refund', jsonb_build_object('minor', r.refund_minor, 'currency', $3::text),
                           'asked_at', r.asked_at, 'answered_at', r.answered_at,
                           'lines', (select jsonb_agg(jsonb_build_object('line', l.line_id, 'quantity', l.quantity))
                                       from orders.return_lines as l
                                      where l.return_id = r.id)) order by r.id), '[]')
                  from orders.returns as r
                 where r.order_id = o.id) as "returns!: Json<Vec<Return>>"
          from orders.orders as o
         where o.group_id = $1 and ($2::uuid is null or o.id = $2)
         order by o.position
        "#,
        group.0,
        only.map(|order| order.0),
        currency.code(),
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
            refunded: Money::new(row.refunded_minor, currency),
            parcels: row.parcels.0,
            returns: row.returns.0,
            can_return: false,
        });
    }
    Ok(orders)
}

async fn list_lines(db: &mut PgConnection, group: GroupId, currency: Currency) -> Result<HashMap<OrderId, Vec<Line>>> {
    let rows = sqlx::query!(
        "
        select l.id, l.order_id, l.offer_id, l.slug, l.title, l.variant, l.sku, l.picture, l.quantity, l.price_minor,
               l.total_minor, l.cancelled, l.shipped, l.returned
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
            cancelled: row.cancelled as u32,
            shipped: row.shipped as u32,
            returned: row.returned as u32,
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
