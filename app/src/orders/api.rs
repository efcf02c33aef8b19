//! What a shopper does about an order.

use crate::fault::Fault;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    super::{
        quantities::{self, Typed},
        returns,
    },
    crate::visit::{Visit, finish},
    contracts::{
        Caller, Problem,
        identity::Register,
        ids::{GroupId, PaymentId},
        orders::{AskReturn, Reordered},
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

/// Asks to give lines of an order back.
#[server(prefix = "/do", endpoint = "orders/return")]
pub async fn give_back(
    group: String,
    order: String,
    #[server(default)] quantity: BTreeMap<String, String>,
    #[server(default)] reason: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = ask_now(&visit, &group, &order, &quantity, &reason).await;
    if outcome.is_ok() {
        visit.notice("The seller knows, and answers here.").await?;
    }
    let next = outcome.map(|()| format!("/orders/{group}"));
    quantities::finish(&visit, &returns::form_name(&order), &quantity, &[("reason", &reason)], next).await
}

/// Keeps what one has asked to give back.
#[server(prefix = "/do", endpoint = "orders/return/withdraw")]
pub async fn withdraw_return(group: String, wish: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let wish = wish.parse().map_err(|_| Problem::not_found("return"))?;
        visit.ask().orders.withdraw_return(&visit.caller, parse(&group)?, wish).await?;
        visit.notice("You keep it.").await
    };
    finish(&visit, "order", &[], outcome.await.map(|()| format!("/orders/{group}"))).await
}

/// Puts everything of an order into the cart again.
#[server(prefix = "/do", endpoint = "orders/reorder")]
pub async fn reorder(group: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().orders.reorder(&visit.caller, parse(&group)?).await };
    let outcome = outcome.await;
    if let Ok(came) = &outcome {
        visit.notice(reordered(came)).await?;
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
async fn ask_now(visit: &Visit, group: &str, order: &str, quantity: &Typed, reason: &str) -> Result<(), Problem> {
    let order = order.parse().map_err(|_| Problem::not_found("order"))?;
    let wish = AskReturn { order, lines: quantities::read(quantity)?, reason: reason.to_owned() };
    visit.ask().orders.ask_return(&visit.caller, parse(group)?, &wish).await.map(drop)
}

#[cfg(feature = "ssr")]
async fn keep_now(visit: &Visit, group: &str, password: String) -> Result<(), Problem> {
    let group = visit.ask().orders.group(&visit.caller, parse(group)?).await?;
    // Whoever was sent the link is shown the order, and gets no account under its buyer's address.
    if group.access.is_empty() {
        return Err(Problem::not_found("order"));
    }
    let request = Register { name: group.postal.name, email: group.email, password };
    let user = visit.ask().identity.register(&request).await?;
    visit.log_in(&user).await
}

#[cfg(feature = "ssr")]
fn parse(group: &str) -> Result<GroupId, Problem> {
    group.parse().map_err(|_| Problem::not_found("order"))
}

#[cfg(feature = "ssr")]
fn reordered(came: &Reordered) -> String {
    let told = [
        (&came.no_longer_sold, "no longer to be had."),
        (&came.sold_out, "sold out."),
        (&came.fewer, "in your cart, but fewer than you ordered."),
        (&came.no_room, "not in your cart, because it is full."),
    ];
    let told = told.into_iter().filter_map(|(titles, what)| Some(format!("{} {what}", subject(titles)?)));
    let mut sentences: Vec<String> = told.collect();
    if sentences.is_empty() {
        return "Everything is in your cart again.".to_owned();
    }
    if came.added > 0 {
        sentences.push("The rest is in your cart.".to_owned());
    }
    sentences.join(" ")
}

/// `Mug is`, `Mug and 2 more are`
#[cfg(feature = "ssr")]
fn subject(titles: &[String]) -> Option<String> {
    match titles {
        [] => None,
        [one] => Some(format!("{one} is")),
        [one, more @ ..] => Some(format!("{one} and {} more are", more.len())),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::reordered;
    use contracts::orders::Reordered;

    #[test]
    fn what_is_not_in_the_cart_again_is_named() {
        let titles = |count: usize| ["Mug", "Lamp", "Rug"][..count].iter().map(|title| (*title).to_owned()).collect();
        let (none, rest) = (Reordered::default(), Reordered { added: 1, ..Reordered::default() });

        assert_eq!(reordered(&rest), "Everything is in your cart again.");
        assert_eq!(reordered(&Reordered { no_longer_sold: titles(1), ..none.clone() }), "Mug is no longer to be had.");
        assert_eq!(
            reordered(&Reordered { sold_out: titles(3), ..rest.clone() }),
            "Mug and 2 more are sold out. The rest is in your cart.",
        );
        assert_eq!(
            reordered(&Reordered { fewer: titles(1), no_room: titles(2), ..none }),
            "Mug is in your cart, but fewer than you ordered. Mug and 1 more are not in your cart, because it is full.",
        );
    }
}
