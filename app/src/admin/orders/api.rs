//! What the market does about an order.

use crate::fault::Fault;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    super::pay_back,
    crate::{
        orders::quantities,
        room::once::{self, kept},
        seller::orders::{api::wished, cancel, parse, returns},
        visit::{Visit, finish},
    },
    contracts::orders::sold::{AcceptAny, Cancel, PayBack, Refuse, WriteNote},
};

/// Cancels lines of any order that have not left.
#[server(prefix = "/do", endpoint = "admin/orders/cancel")]
pub async fn cancel_any(
    order: String,
    #[server(default)] reason: String,
    #[server(default)] quantity: BTreeMap<String, String>,
    seen: Option<u32>,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let admin = visit.admin()?;
        let request = Cancel { lines: quantities::read(&quantity)?, reason: reason.clone(), seen };
        let found = visit.ask().orders.cancel_any(&admin, parse(&order)?, &request).await?;
        visit.notice("Cancelled. Shop and customer are told.").await?;
        Ok(format!("/admin/orders/{}", found.order.id))
    };
    quantities::finish(&visit, cancel::FORM, &quantity, &[("reason", &reason)], outcome.await).await
}

/// Pays lines of any order back that were sent, although they do not come back.
#[server(prefix = "/do", endpoint = "admin/orders/refund")]
pub async fn refund_any(
    order: String,
    #[server(default)] reason: String,
    #[server(default)] quantity: BTreeMap<String, String>,
    #[server(default)] key: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let admin = visit.admin()?;
        let request = PayBack { lines: quantities::read(&quantity)?, reason: reason.clone() };
        let found = visit.ask().orders.pay_back(&admin, parse(&order)?, &once::key(&key), &request).await?;
        visit.notice("Paid back. Shop and customer are told.").await?;
        Ok(format!("/admin/orders/{}", found.order.id))
    };
    let outcome = outcome.await;
    let others = [("reason", reason.as_str()), ("key", kept(&key, &outcome))];
    quantities::finish(&visit, pay_back::FORM, &quantity, &others, outcome).await
}

/// Writes a note that only the market sees.
#[server(prefix = "/do", endpoint = "admin/orders/note")]
pub async fn note_any(order: String, #[server(default)] text: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let request = WriteNote { text: text.clone() };
        let found = visit.ask().orders.note_any(&visit.admin()?, parse(&order)?, &request).await?;
        Ok(format!("/admin/orders/{}", found.order.id))
    };
    finish(&visit, "note", &[("text", &text)], outcome.await).await
}

/// Takes lines back in the shop's place.
#[server(prefix = "/do", endpoint = "admin/returns/accept")]
pub async fn accept_any_return(
    wish: String,
    #[server(default)] restock: String,
    #[server(default)] reason: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let accept = AcceptAny { restock: !restock.is_empty(), reason: reason.clone() };
        let found = visit.ask().orders.accept_any(&visit.admin()?, wished(&wish)?, &accept).await?;
        visit.notice("Taken back. The money goes back to the customer.").await?;
        Ok(format!("/admin/orders/{}", found.order.id))
    };
    finish(&visit, &returns::accept_name(&wish), &[("reason", &reason)], outcome.await).await
}

/// Does not take lines back, in the shop's place, and says why.
#[server(prefix = "/do", endpoint = "admin/returns/refuse")]
pub async fn refuse_any_return(wish: String, #[server(default)] reason: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let refuse = Refuse { reason: reason.clone() };
        let found = visit.ask().orders.refuse_any(&visit.admin()?, wished(&wish)?, &refuse).await?;
        visit.notice("Refused. The customer is told why.").await?;
        Ok(format!("/admin/orders/{}", found.order.id))
    };
    finish(&visit, &returns::form_name(&wish), &[("reason", &reason)], outcome.await).await
}
