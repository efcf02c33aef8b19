//! Orders, as those see them who sold them, and those who look after the market.

use super::known;
use contracts::{
    Currency, Money,
    catalog::SellerBadge,
    identity::Postal,
    ids::{GroupId, OrderId, SellerId, UserId},
    orders::{
        GroupStatus, Status,
        sold::{Counts, MarketRow, Note, Other, Payment, Row},
    },
};
use sqlx::{PgConnection, Result, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// Which orders are listed. What is not said does not matter.
#[derive(Default)]
pub struct Filter {
    pub seller: Option<SellerId>,
    pub status: Option<Status>,
    /// Whether only what is to be sent is listed, the most urgent first.
    pub to_send: bool,
    pub with_returns: bool,
    pub group: Option<GroupStatus>,
    pub payment: Option<Payment>,
    /// How its number begins.
    pub number: Option<String>,
    /// The buyer's address.
    pub email: Option<String>,
    /// The last order of the page before.
    pub after: Option<OrderId>,
}

/// Orders, at most `limit`: the latest first, or the most urgent of what is to be sent. The statement is planned for the
/// filter at hand, so it needs a transaction.
pub async fn list(tx: &mut PgConnection, filter: &Filter, limit: usize) -> Result<Vec<MarketRow>> {
    sqlx::query!("set local plan_cache_mode = force_custom_plan").execute(&mut *tx).await?;
    let rows = sqlx::query!(
        r#"
        select o.id, o.number, o.status, o.paid_at is not null as "is_paid!", o.refunded_minor, o.total_minor, o.due_at,
               o.seller as "seller: Json<SellerBadge>", o.group_id, g.status as group_status, g.email, g.placed_at,
               g.currency, g.postal ->> 'name' as "buyer!", g.postal ->> 'city' as "city!",
               o.status in ('paid', 'packed') and o.due_at < now() as is_late,
               (select sum(l.quantity) from orders.lines as l where l.order_id = o.id) as "units!",
               o.has_returns and exists (select from orders.returns as r
                                          where r.order_id = o.id and r.status = 'asked') as "return_asked!"
          from orders.orders as o
          join orders.groups as g on g.id = o.group_id
         where ($1::uuid is null or o.seller_id = $1)
           and ($2::text is null or o.status = $2)
           and (not $3 or o.has_returns) and ($4::text is null or g.status = $4)
           and ($5::text is null or o.payment = $5)
           and ($6::text is null or o.number like $6)
           and ($7::text is null or lower(g.email) = lower($7))
           and (not $8 or o.status in ('paid', 'packed'))
           and ($9::uuid is null
                or case when $8 then (o.due_at, o.id) > (select p.due_at, p.id from orders.orders as p where p.id = $9)
                        else o.id < $9 end)
         order by case when $8 then o.due_at end, case when $8 then o.id end, o.id desc
         limit $10
        "#,
        filter.seller.map(|seller| seller.0),
        filter.status.map(Status::as_str),
        filter.with_returns,
        filter.group.map(GroupStatus::as_str),
        filter.payment.map(Payment::as_str),
        filter.number.as_ref().map(|number| format!("{number}%")),
        filter.email,
        filter.to_send,
        filter.after.map(|order| order.0),
        limit as i64,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = known(Currency::from_code(&row.currency), &row.currency)?;
            Ok(MarketRow {
                row: Row {
                    id: OrderId(row.id),
                    number: row.number,
                    status: known(Status::parse(&row.status), &row.status)?,
                    payment: payment(row.is_paid, row.refunded_minor),
                    placed_at: row.placed_at,
                    due_at: row.due_at,
                    is_late: row.is_late == Some(true),
                    return_asked: row.return_asked,
                    buyer: row.buyer,
                    city: row.city,
                    units: row.units as u32,
                    total: Money::new(row.total_minor, currency),
                },
                seller: row.seller.0,
                group: GroupId(row.group_id),
                group_status: known(GroupStatus::parse(&row.group_status), &row.group_status)?,
                email: row.email,
                refunded: Money::new(row.refunded_minor, currency),
            })
        })
        .collect()
}

fn payment(is_paid: bool, refunded_minor: i64) -> Payment {
    match (is_paid, refunded_minor) {
        (false, _) => Payment::Unpaid,
        (true, 0) => Payment::Paid,
        (true, _) => Payment::Refunded,
    }
}

/// How many orders a seller has in each state, counted to [`Counts::MOST`].
pub async fn count(db: &mut PgConnection, seller: SellerId) -> Result<Counts> {
    let row = sqlx::query!(
        r#"
        select (select count(*) from (select from orders.orders
                                       where seller_id = $1 and status in ('paid', 'packed') limit $2) as t) as "to_ship!",
               (select count(*) from (select from orders.orders
                                       where seller_id = $1 and status in ('paid', 'packed') and due_at < now()
                                       limit $2) as t) as "late!",
               (select count(*) from (select from orders.orders
                                       where seller_id = $1 and status = 'packed' limit $2) as t) as "packed!",
               (select count(*) from (select from orders.orders
                                       where seller_id = $1 and status = 'shipped' limit $2) as t) as "shipped!",
               (select count(*) from (select from orders.orders
                                       where seller_id = $1 and status = 'delivered' limit $2) as t) as "delivered!",
               (select count(*) from (select from orders.orders
                                       where seller_id = $1 and has_returns limit $2) as t) as "returns!",
               (select count(*) from (select from orders.orders
                                       where seller_id = $1 and status = 'cancelled' limit $2) as t) as "cancelled!"
        "#,
        seller.0,
        i64::from(Counts::MOST),
    )
    .fetch_one(db)
    .await?;
    Ok(Counts {
        to_ship: row.to_ship as u32,
        late: row.late as u32,
        packed: row.packed as u32,
        shipped: row.shipped as u32,
        delivered: row.delivered as u32,
        returns: row.returns as u32,
        cancelled: row.cancelled as u32,
    })
}

/// What an order's purchase says about it.
pub struct Purchase {
    pub group: GroupId,
    pub number: String,
    pub status: GroupStatus,
    pub total: Money,
    pub buyer: Option<UserId>,
    pub email: String,
    pub postal: Postal,
    pub placed_at: OffsetDateTime,
    pub paid_at: Option<OffsetDateTime>,
    pub due_at: Option<OffsetDateTime>,
    pub delivered_at: Option<OffsetDateTime>,
    pub is_late: bool,
    pub payment: Payment,
}

/// The purchase of an order; of this seller, if one is named.
pub async fn find(db: &mut PgConnection, order: OrderId, seller: Option<SellerId>) -> Result<Option<Purchase>> {
    let row = sqlx::query!(
        r#"
        select g.id, g.number, g.status, g.total_minor, g.currency, g.buyer, g.buyer_is_user, g.email,
               g.postal as "postal: Json<Postal>", g.placed_at, o.paid_at, o.due_at, o.delivered_at, o.refunded_minor,
               o.status in ('paid', 'packed') and o.due_at < now() as is_late
          from orders.orders as o
          join orders.groups as g on g.id = o.group_id
         where o.id = $1 and ($2::uuid is null or o.seller_id = $2)
        "#,
        order.0,
        seller.map(|seller| seller.0),
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Purchase {
        group: GroupId(row.id),
        number: row.number,
        status: known(GroupStatus::parse(&row.status), &row.status)?,
        total: Money::new(row.total_minor, known(Currency::from_code(&row.currency), &row.currency)?),
        buyer: row.buyer_is_user.then_some(UserId(row.buyer)),
        email: row.email,
        postal: row.postal.0,
        placed_at: row.placed_at,
        payment: payment(row.paid_at.is_some(), row.refunded_minor),
        paid_at: row.paid_at,
        due_at: row.due_at,
        delivered_at: row.delivered_at,
        is_late: row.is_late == Some(true),
    }))
}

/// The orders of a purchase, in the order of the cart.
pub async fn list_orders(db: &mut PgConnection, group: GroupId) -> Result<Vec<Other>> {
    let rows = sqlx::query!(
        r#"
        select id, number, seller as "seller: Json<SellerBadge>", status
          from orders.orders
         where group_id = $1
         order by position
        "#,
        group.0,
    )
    .fetch_all(db)
    .await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        let status = known(Status::parse(&row.status), &row.status)?;
        orders.push(Other { id: OrderId(row.id), number: row.number, seller: row.seller.0, status });
    }
    Ok(orders)
}

/// Notes about an order, the latest first, at most a hundred; the market's too, if `of_market`.
pub async fn list_notes(db: &mut PgConnection, order: OrderId, of_market: bool) -> Result<Vec<Note>> {
    let rows = sqlx::query!(
        "
        select by_market, author, text, at
          from orders.notes
         where order_id = $1 and (not by_market or $2)
         order by id desc
         limit 100
        ",
        order.0,
        of_market,
    )
    .fetch_all(db)
    .await?;
    let note = |by_market, author: Option<Uuid>, text, at| Note { by_market, author: author.map(UserId), text, at };
    Ok(rows.into_iter().map(|row| note(row.by_market, row.author, row.text, row.at)).collect())
}

/// Writes a note about an order.
pub async fn note(
    db: &mut PgConnection,
    order: OrderId,
    by_market: bool,
    author: Option<UserId>,
    text: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into orders.notes (order_id, by_market, author, text) values ($1, $2, $3, $4)",
        order.0,
        by_market,
        author.map(|author| author.0),
        text,
    )
    .execute(db)
    .await?;
    Ok(())
}
