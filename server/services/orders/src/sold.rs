//! What a seller sees of the orders of their shop.

use crate::{
    Orders,
    cancel::is_plain,
    error::Error,
    show::may_be_cancelled,
    store::{
        orders as rows,
        sold::{self as store, Filter, Purchase},
    },
};
use contracts::{
    Caller, Kind, Page, Problem,
    identity::Postal,
    ids::{OrderId, SellerId},
    orders::{
        Line, Status,
        sold::{Find, Listing, MarketRow, Order, Tab},
    },
    problem::Check,
};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use web::Act;

/// Orders on a page.
const PAGE: usize = 25;

/// A page of the orders of the member's shop, latest first, or most urgent first what is to be sent; and how many there
/// are in each tab.
pub async fn list(orders: &Orders, caller: &Caller, find: Find) -> Result<Listing, Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    let filter = Filter {
        seller: Some(seller),
        status: status(find.tab),
        to_send: find.tab == Tab::ToShip,
        with_returns: find.tab == Tab::Returns,
        payment: find.payment,
        number: find.number.as_deref().and_then(number),
        after: find.after.as_deref().map(cursor).transpose()?,
        ..Filter::default()
    };
    let mut tx = orders.db.begin().await?;
    let page = page(&mut tx, &filter).await?;
    let counts = store::count(&mut tx, seller).await?;
    tx.commit().await?;
    let items = page.items.into_iter().map(|order| order.row).collect();
    Ok(Listing { orders: Page { items, next: page.next }, counts })
}

/// A page of orders, and the cursor behind it.
pub async fn page(tx: &mut PgConnection, filter: &Filter) -> Result<Page<MarketRow>, Error> {
    let mut items = store::list(tx, filter, PAGE + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|last| last.row.id.to_string());
    Ok(Page { items, next })
}

fn status(tab: Tab) -> Option<Status> {
    match tab {
        Tab::All | Tab::ToShip | Tab::Returns => None,
        Tab::Packed => Some(Status::Packed),
        Tab::Shipped => Some(Status::Shipped),
        Tab::Delivered => Some(Status::Delivered),
        Tab::Cancelled => Some(Status::Cancelled),
    }
}

/// The beginning of a number as numbers are written; nothing when nothing was typed.
pub fn number(typed: &str) -> Option<String> {
    let typed = Some(typed.trim().to_uppercase()).filter(|typed| !typed.is_empty())?;
    let number: String = typed.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    match number.chars().next() {
        Some('0'..='9') => Some(format!("LM-{number}")),
        Some(_) => Some(number),
        // No number begins like this.
        None => Some("-".to_owned()),
    }
}

/// The order behind which a page begins.
pub fn cursor(text: &str) -> Result<OrderId, Problem> {
    let no_such_page = |_| Problem::new(Kind::Malformed, "malformed-cursor", "This page of the list does not exist.");
    text.parse().map_err(no_such_page)
}

/// An order of the member's shop.
pub async fn show(orders: &Orders, caller: &Caller, order: OrderId) -> Result<Order, Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    let db = &mut *orders.db.acquire().await?;
    let purchase = store::find(db, order, Some(seller)).await?.ok_or(Error::NotFound)?;
    let mut order = assemble(db, order, &purchase, false).await?;
    order.postal = needed(&purchase, order.status, orders.config.return_days);
    Ok(order)
}

/// An order with all that is written about it; the market's notes too, if `for_market`.
pub async fn assemble(
    db: &mut PgConnection,
    id: OrderId,
    purchase: &Purchase,
    for_market: bool,
) -> Result<Order, Error> {
    let listed = rows::list(db, purchase.group, Some(id), purchase.total.currency).await?;
    let order = listed.into_iter().next().ok_or(Error::NotFound)?;
    let is_left = order.lines.iter().any(|line: &Line| line.to_send() > 0);
    let can_ship = matches!(order.status, Status::Paid | Status::Packed) && is_left;
    Ok(Order {
        id,
        group: purchase.group,
        can_pack: order.status == Status::Paid,
        can_ship,
        can_cancel: may_be_cancelled(&order) || can_ship,
        number: order.number,
        status: order.status,
        payment: purchase.payment,
        placed_at: purchase.placed_at,
        paid_at: purchase.paid_at,
        due_at: purchase.due_at,
        is_late: purchase.is_late,
        postal: purchase.postal.clone(),
        delivery: order.delivery,
        lines: order.lines,
        subtotal: order.subtotal,
        total: order.total,
        refunded: order.refunded,
        history: order.history,
        parcels: order.parcels,
        returns: order.returns,
        notes: store::list_notes(db, id, for_market).await?,
    })
}

/// Of a buyer's address, what a seller needs: from the payment until nothing of it can be given back any more the street, the
/// telephone number while a parcel may be on its way, and for the rest of the time who it was and in which city.
fn needed(purchase: &Purchase, status: Status, return_days: u32) -> Postal {
    let days = Duration::days(return_days.into());
    let is_settled = purchase.delivered_at.is_some_and(|at| OffsetDateTime::now_utc() - at > days);
    let postal = purchase.postal.clone();
    if purchase.paid_at.is_none() || status == Status::Cancelled || is_settled {
        return Postal { name: postal.name, city: postal.city, ..Postal::default() };
    }
    let is_under_way = matches!(status, Status::Paid | Status::Packed | Status::Shipped);
    let phone = if is_under_way { postal.phone } else { String::new() };
    Postal { phone, ..postal }
}

/// Writes a note that only the member's shop sees, and the market.
pub async fn note(orders: &Orders, caller: &Caller, order: OrderId, text: &str) -> Result<(), Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    write_note(orders, caller, Some(seller), order, text).await
}

/// Writes a note of the shop, or of the market when no shop is named.
pub async fn write_note(
    orders: &Orders,
    caller: &Caller,
    seller: Option<SellerId>,
    order: OrderId,
    text: &str,
) -> Result<(), Error> {
    let text = text.trim();
    let mut check = Check::default();
    let fits = (1..=2000).contains(&text.chars().count()) && is_plain(text);
    check.that(fits, "text", "Please write 1 to 2000 characters.");
    check.done()?;
    let mut tx = orders.db.begin().await?;
    rows::find_group(&mut tx, order, seller).await?.ok_or(Error::NotFound)?;
    store::note(&mut tx, order, seller.is_none(), caller.user(), text).await?;
    let act = Act { action: "order.note", subject: ("order", order.0), seller, ..Act::default() };
    act.record(&mut tx, &orders.outbox, caller).await?;
    Ok(orders.outbox.commit(tx).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_typed() {
        let numbers = ["LM-4207-7731-2", " lm-4207", "4207-77", "%_", " "].map(number);

        let found = [Some("LM-4207-7731-2"), Some("LM-4207"), Some("LM-4207-77"), Some("-"), None];
        assert_eq!(numbers.each_ref().map(Option::as_deref), found);
    }
}
