//! What a shop does about an order.

use crate::fault::Fault;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    super::{cancel, page::parse, returns, ship},
    crate::{
        orders::quantities,
        visit::{Visit, finish},
    },
    contracts::{
        Problem,
        ids::{OrderId, ReturnId},
        orders::sold::{Accept, Cancel, Refuse, Ship, WriteNote},
    },
};

/// Says that the goods lie ready.
#[server(prefix = "/do", endpoint = "seller/orders/pack")]
pub async fn pack(order: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let order = visit.ask().orders.pack(&visit.member()?, parse(&order)?).await?;
        visit.notice("Packed.").await.map(|()| page(order.id))
    };
    finish(&visit, "order", &[], outcome.await).await
}

/// Sends lines of an order in one parcel.
#[server(prefix = "/do", endpoint = "seller/orders/ship")]
pub async fn ship_lines(
    order: String,
    #[server(default)] carrier: String,
    #[server(default)] tracking: String,
    #[server(default)] quantity: BTreeMap<String, String>,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let member = visit.member()?;
        let parcel = Ship { carrier: carrier.clone(), tracking: tracking.clone(), lines: quantities::read(&quantity)? };
        let order = visit.ask().orders.ship(&member, parse(&order)?, &parcel).await?;
        visit.notice("Shipped. The customer can follow the parcel.").await.map(|()| page(order.id))
    };
    let others = [("carrier", carrier.as_str()), ("tracking", &tracking)];
    quantities::finish(&visit, ship::FORM, &quantity, &others, outcome.await).await
}

/// Cancels lines that have not left; their money goes back.
#[server(prefix = "/do", endpoint = "seller/orders/cancel")]
pub async fn cancel_lines(
    order: String,
    #[server(default)] reason: String,
    #[server(default)] quantity: BTreeMap<String, String>,
    seen: Option<u32>,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let member = visit.member()?;
        let request = Cancel { lines: quantities::read(&quantity)?, reason: reason.clone(), seen };
        let order = visit.ask().orders.cancel_sold(&member, parse(&order)?, &request).await?;
        visit.notice("Cancelled. The customer is told.").await.map(|()| page(order.id))
    };
    quantities::finish(&visit, cancel::FORM, &quantity, &[("reason", &reason)], outcome.await).await
}

/// Writes a note that the customer does not see.
#[server(prefix = "/do", endpoint = "seller/orders/note")]
pub async fn note(order: String, #[server(default)] text: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let request = WriteNote { text: text.clone() };
        let order = visit.ask().orders.note_sold(&visit.member()?, parse(&order)?, &request).await?;
        Ok(page(order.id))
    };
    finish(&visit, "note", &[("text", &text)], outcome.await).await
}

/// Takes lines back that the buyer has asked to give back.
#[server(prefix = "/do", endpoint = "seller/returns/accept")]
pub async fn accept_return(wish: String, #[server(default)] restock: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let accept = Accept { restock: !restock.is_empty() };
        let order = visit.ask().orders.accept_return(&visit.member()?, wished(&wish)?, &accept).await?;
        visit.notice("Taken back. The money goes back to the customer.").await.map(|()| page(order.id))
    };
    finish(&visit, &returns::form_name(&wish), &[], outcome.await).await
}

/// Does not take lines back, and says why.
#[server(prefix = "/do", endpoint = "seller/returns/refuse")]
pub async fn refuse_return(wish: String, #[server(default)] reason: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let refuse = Refuse { reason: reason.clone() };
        let order = visit.ask().orders.refuse_return(&visit.member()?, wished(&wish)?, &refuse).await?;
        visit.notice("Refused. The customer is told why.").await.map(|()| page(order.id))
    };
    finish(&visit, &returns::form_name(&wish), &[("reason", &reason)], outcome.await).await
}

/// An id of a form; anything else is no return.
#[cfg(feature = "ssr")]
pub fn wished(wish: &str) -> Result<ReturnId, Problem> {
    wish.parse().map_err(|_| Problem::not_found("return"))
}

#[cfg(feature = "ssr")]
fn page(order: OrderId) -> String {
    format!("/seller/orders/{order}")
}
