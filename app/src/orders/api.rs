//! What a shopper does about an order.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::{
        Caller, Problem,
        identity::Register,
        ids::{GroupId, PaymentId},
    },
};

/// Cancels one order of a group, or all that can still be cancelled when `order` is empty.
#[server(prefix = "/do", endpoint = "orders/cancel")]
pub async fn cancel(group: String, order: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = cancel_now(&visit, &group, order.as_deref().unwrap_or_default()).await;
    if outcome.is_ok() {
        visit.notice("Cancelled. The seller will not send it.").await?;
    }
    finish(&visit, "order", &[], outcome.map(|()| format!("/orders/{group}"))).await
}

/// Puts everything of an order into the cart again.
#[server(prefix = "/do", endpoint = "orders/reorder")]
pub async fn reorder(group: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().orders.reorder(&visit.caller, parse(&group)?).await };
    let outcome = outcome.await;
    if let Ok(gone) = &outcome {
        visit.notice(reordered(gone)).await?;
    }
    finish(&visit, "order", &[], outcome.map(|_| "/cart".to_owned())).await
}

/// Makes an account of a guest's order: name and e-mail are known, so a password is all it takes.
#[server(prefix = "/do", endpoint = "orders/keep")]
pub async fn keep(group: String, password: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = keep_now(&visit, &group, password).await;
    finish(&visit, "keep", &[], outcome.map(|()| format!("/orders/{group}"))).await
}

/// Lets the caller see an order and its payment from now on, if the token of the signed link is right. Opening twice is
/// opening once.
#[cfg(feature = "ssr")]
pub async fn open(visit: &Visit, caller: &Caller, group: GroupId, access: &str) -> Result<(), Problem> {
    visit.ask().orders.open(caller, group, access).await?;
    match visit.ask().payments.open(caller, PaymentId(group.0), access).await {
        // The payment may be some milliseconds behind its order; the order is what the link is for.
        Err(problem) if problem.kind == contracts::Kind::NotFound => Ok(()),
        outcome => outcome,
    }
}

#[cfg(feature = "ssr")]
async fn cancel_now(visit: &Visit, group: &str, order: &str) -> Result<(), Problem> {
    let order = (!order.is_empty()).then(|| order.parse().map_err(|_| Problem::not_found("order"))).transpose()?;
    visit.ask().orders.cancel(&visit.caller, parse(group)?, order.as_slice()).await.map(drop)
}

#[cfg(feature = "ssr")]
async fn keep_now(visit: &Visit, group: &str, password: String) -> Result<(), Problem> {
    let group = visit.ask().orders.group(&visit.caller, parse(group)?).await?;
    let request = Register { name: group.postal.name, email: group.email, password };
    let user = visit.ask().identity.register(&request).await?;
    let caller = Caller::User { id: user.id, role: user.role };
    open(visit, &caller, group.id, &group.access).await?;
    visit.log_in(&user).await
}

#[cfg(feature = "ssr")]
fn parse(group: &str) -> Result<GroupId, Problem> {
    group.parse().map_err(|_| Problem::not_found("order"))
}

#[cfg(feature = "ssr")]
fn reordered(gone: &[String]) -> String {
    match gone {
        [] => "Everything is in your cart again.".to_owned(),
        [one] => format!("{one} is no longer to be had. The rest is in your cart."),
        [one, more @ ..] => format!("{one} and {} more are no longer to be had. The rest is in your cart.", more.len()),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::reordered;

    #[test]
    fn what_is_gone_is_named() {
        let gone = ["Mug", "Lamp", "Rug"].map(ToOwned::to_owned);

        assert_eq!(reordered(&[]), "Everything is in your cart again.");
        assert_eq!(reordered(&gone[..1]), "Mug is no longer to be had. The rest is in your cart.");
        assert_eq!(reordered(&gone), "Mug and 2 more are no longer to be had. The rest is in your cart.");
    }
}
