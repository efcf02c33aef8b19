//! What buyers give back: they ask, the seller answers, or the market in the seller's place.

use crate::{
    Orders,
    cancel::reason,
    change::apply,
    error::Error,
    group::Group,
    order::{Line, price},
    parcel::pick,
    store::{
        groups::{self, Lock},
        returns::{self as store, Answer, Wish},
    },
};
use contracts::{
    Caller,
    events::{OrderEvent, ReturnTold},
    ids::{GroupId, OrderId, ReturnId, SellerId},
    orders::{
        AskReturn, ReturnStatus,
        sold::{Accept, AcceptAny, Refuse},
    },
};
use serde_json::json;
use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;
use tracing::info;
use uuid::Uuid;
use web::Act;

/// The buyer asks to give lines of an order back, all that can be when none is named.
///
/// # Errors
/// [`Error::NotReturnable`] for an order that has not arrived, or too long ago; [`Error::TooMany`] for lines that were
/// asked for before.
pub async fn ask(orders: &Orders, caller: &Caller, group: GroupId, wish: AskReturn) -> Result<(), Error> {
    let holder = caller.subject().ok_or(Error::NotFound)?;
    let why = reason(&wish.reason)?;
    let mut tx = orders.db.begin().await?;
    let group = groups::lock(&mut tx, group, Lock::OfHolder(holder)).await?.ok_or(Error::NotFound)?;
    let order = group.order(wish.order)?;
    if !order.may_be_returned(OffsetDateTime::now_utc(), orders.config.return_days) {
        return Err(Error::NotReturnable);
    }
    let lines = pick(&order.lines, &wish.lines, Line::returnable)?;
    let refund = price(order.delivery.currency, &order.told(&lines)?).map_err(anyhow::Error::from)?;
    let id = ReturnId(Uuid::now_v7());
    store::insert(&mut tx, id, (order.id, order.seller), &lines, why, refund).await?;
    tell(orders, &mut tx, &group, OrderEvent::ReturnAsked(told(&group, order.id, order.seller, id))).await?;
    Ok(orders.outbox.commit(tx).await?)
}

/// The buyer keeps it after all.
///
/// # Errors
/// [`Error::Answered`] when the seller has answered.
pub async fn withdraw(orders: &Orders, caller: &Caller, group: GroupId, id: ReturnId) -> Result<(), Error> {
    let holder = caller.subject().ok_or(Error::NotFound)?;
    let mut tx = orders.db.begin().await?;
    let group = groups::lock(&mut tx, group, Lock::OfHolder(holder)).await?.ok_or(Error::NotFound)?;
    let wish = store::load(&mut tx, group.id, id).await?.ok_or(Error::NotFound)?;
    match wish.status {
        ReturnStatus::Withdrawn => return Ok(()),
        ReturnStatus::Asked => {}
        ReturnStatus::Accepted | ReturnStatus::Refused => return Err(Error::Answered),
    }
    store::end(&mut tx, id, ReturnStatus::Withdrawn, Answer::default()).await?;
    Ok(orders.outbox.commit(tx).await?)
}

/// The seller takes the lines back; their money goes back. Says of which order.
///
/// # Errors
/// [`Error::Answered`] when it was answered or withdrawn.
pub async fn accept(orders: &Orders, caller: &Caller, id: ReturnId, accept: Accept) -> Result<OrderId, Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    take_back(orders, caller, Some(seller), id, accept.restock, "").await
}

/// An admin does the same in the place of any shop, and says why.
///
/// # Errors
/// As [`accept`].
pub async fn accept_any(orders: &Orders, caller: &Caller, id: ReturnId, accept: AcceptAny) -> Result<OrderId, Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    take_back(orders, caller, None, id, accept.restock, reason(&accept.reason)?).await
}

async fn take_back(
    orders: &Orders,
    caller: &Caller,
    seller: Option<SellerId>,
    id: ReturnId,
    restock: bool,
    why: &str,
) -> Result<OrderId, Error> {
    let (mut tx, group, wish) = open(orders, seller, id).await?;
    let change = group.take_back(wish.order, id, &wish.lines, restock)?;
    let answer = Answer { by_market: seller.is_none(), text: why };
    store::end(&mut tx, id, ReturnStatus::Accepted, answer).await?;
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    let act = Act {
        action: "return.accept",
        subject: ("return", id.0),
        seller: Some(group.order(wish.order)?.seller),
        before: Some(json!({ "status": wish.status })),
        after: Some(json!({ "status": ReturnStatus::Accepted, "refund": change.refunds, "restock": restock })),
        reason: Some(why),
    };
    act.record(&mut tx, &orders.outbox, caller).await?;
    orders.outbox.commit(tx).await?;
    info!(order.id = %wish.order, return.id = %id, "return {id} accepted");
    Ok(wish.order)
}

/// The seller does not take the lines back. Says of which order.
///
/// # Errors
/// [`Error::Answered`] when it was answered or withdrawn.
pub async fn refuse(orders: &Orders, caller: &Caller, id: ReturnId, refuse: Refuse) -> Result<OrderId, Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    turn_down(orders, caller, Some(seller), id, refuse).await
}

/// An admin does the same in the place of any shop.
///
/// # Errors
/// As [`refuse`].
pub async fn refuse_any(orders: &Orders, caller: &Caller, id: ReturnId, refuse: Refuse) -> Result<OrderId, Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    turn_down(orders, caller, None, id, refuse).await
}

async fn turn_down(
    orders: &Orders,
    caller: &Caller,
    seller: Option<SellerId>,
    id: ReturnId,
    refuse: Refuse,
) -> Result<OrderId, Error> {
    let why = reason(&refuse.reason)?;
    let (mut tx, group, wish) = open(orders, seller, id).await?;
    let seller_id = group.order(wish.order)?.seller;
    let answer = Answer { by_market: seller.is_none(), text: why };
    store::end(&mut tx, id, ReturnStatus::Refused, answer).await?;
    tell(orders, &mut tx, &group, OrderEvent::ReturnRefused(told(&group, wish.order, seller_id, id))).await?;
    let act = Act {
        action: "return.refuse",
        subject: ("return", id.0),
        seller: Some(seller_id),
        before: Some(json!({ "status": wish.status })),
        after: Some(json!({ "status": ReturnStatus::Refused })),
        reason: Some(why),
    };
    act.record(&mut tx, &orders.outbox, caller).await?;
    orders.outbox.commit(tx).await?;
    Ok(wish.order)
}

/// Locks the group of a wish that waits for its answer; of this seller's, if one is named.
async fn open(
    orders: &Orders,
    seller: Option<SellerId>,
    id: ReturnId,
) -> Result<(Transaction<'static, Postgres>, Group, Wish), Error> {
    let mut tx = orders.db.begin().await?;
    let group = store::find_group(&mut tx, id, seller).await?.ok_or(Error::NotFound)?;
    let group = groups::lock(&mut tx, group, Lock::Any).await?.ok_or(Error::NotFound)?;
    let wish = store::load(&mut tx, group.id, id).await?.ok_or(Error::NotFound)?;
    if wish.status == ReturnStatus::Asked { Ok((tx, group, wish)) } else { Err(Error::Answered) }
}

fn told(group: &Group, order: OrderId, seller: SellerId, wish: ReturnId) -> ReturnTold {
    ReturnTold { group: group.id, order, seller, wish }
}

async fn tell(orders: &Orders, tx: &mut PgConnection, group: &Group, event: OrderEvent) -> anyhow::Result<()> {
    let version = groups::advance(tx, group.id, group.status).await?;
    orders.outbox.publish(tx, version, &event).await
}
