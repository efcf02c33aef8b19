//! What those see of orders who look after the market.

use crate::{
    Orders,
    error::Error,
    sold::{assemble, cursor, number, page, write_note},
    store::sold::{self as store, Filter},
};
use contracts::{
    Caller, Page,
    ids::OrderId,
    orders::sold::{MarketOrder, MarketRow, Policy, Search},
};

/// A page of the orders of all shops, latest first.
pub async fn search(orders: &Orders, caller: &Caller, search: Search) -> Result<Page<MarketRow>, Error> {
    admin(caller)?;
    let text = search.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let (email, typed) = text.map_or((None, None), |text| match text.contains('@') {
        true => (Some(text.replace('\0', "")), None),
        false => (None, number(text)),
    });
    let filter = Filter {
        status: search.status,
        group: search.group,
        payment: search.payment,
        number: typed,
        email,
        after: search.after.as_deref().map(cursor).transpose()?,
        ..Filter::default()
    };
    let mut tx = orders.db.begin().await?;
    let page = page(&mut tx, &filter).await?;
    tx.commit().await?;
    Ok(page)
}

/// Everything about an order.
pub async fn show(orders: &Orders, caller: &Caller, id: OrderId) -> Result<MarketOrder, Error> {
    admin(caller)?;
    let db = &mut *orders.db.acquire().await?;
    let purchase = store::find(db, id, None).await?.ok_or(Error::NotFound)?;
    let order = assemble(db, id, &purchase, true).await?;
    let (these, others): (Vec<_>, Vec<_>) =
        store::list_orders(db, purchase.group).await?.into_iter().partition(|other| other.id == id);
    let seller = these.into_iter().next().ok_or(Error::NotFound)?.seller;
    Ok(MarketOrder {
        order,
        seller,
        buyer: purchase.buyer,
        email: purchase.email,
        group_number: purchase.number,
        group_status: purchase.status,
        group_total: purchase.total,
        others,
    })
}

/// Writes a note that only admins see.
pub async fn note(orders: &Orders, caller: &Caller, order: OrderId, text: &str) -> Result<(), Error> {
    admin(caller)?;
    write_note(orders, caller, None, order, text).await
}

/// What the configuration says about orders.
pub fn policy(orders: &Orders, caller: &Caller) -> Result<Policy, Error> {
    admin(caller)?;
    Ok(Policy { return_days: orders.config.return_days, cancel_after_days: orders.config.cancel_after_days })
}

fn admin(caller: &Caller) -> Result<(), Error> {
    if caller.is_admin() { Ok(()) } else { Err(Error::NotFound) }
}
