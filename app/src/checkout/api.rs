//! What a shopper does at the checkout and on the pay page.

use super::form::CheckoutForm;
use crate::fault::Fault;
use contracts::payments::Status;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::{delivery, place},
    crate::visit::{Flash, Visit, finish},
    contracts::{
        Problem,
        ids::PaymentId,
        payments::{Card, Confirmation, Payment},
    },
};

/// Takes note of another delivery: the page comes again with its costs, and with what was typed.
#[server(prefix = "/do", endpoint = "checkout/delivery")]
pub async fn choose_delivery(#[server(flatten)] form: CheckoutForm) -> Result<(), Fault> {
    let visit = Visit::here();
    let flash = Flash { form: place::FORM.to_owned(), values: form.values(), ..Flash::default() };
    visit.leave(flash).await?;
    finish(&visit, place::FORM, &[], Ok(delivery::address(&delivery::sent(&form)))).await
}

/// Places the order and goes on to pay it; on a refusal goes back with what was typed.
#[server(prefix = "/do", endpoint = "checkout/place")]
pub async fn place_order(#[server(flatten)] form: CheckoutForm) -> Result<(), Fault> {
    let visit = Visit::here();
    let next = match place::place(&visit, &form).await {
        Ok(placed) => format!("/pay/{}", placed.group),
        Err(problem) => {
            visit.leave(place::flash(&form, &problem)).await?;
            delivery::address(&delivery::sent(&form))
        }
    };
    finish(&visit, place::FORM, &[], Ok(next)).await
}

/// Tries to pay with a card.
#[server(prefix = "/do", endpoint = "pay/card")]
pub async fn pay(payment: String, number: String, expires: String, code: String, holder: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let card = Card { number, expires, code, holder };
    let outcome = async { visit.ask().payments.pay(&visit.caller, parse(&payment)?, &card).await };
    // Nothing of a card is kept, not even until the next page.
    finish(&visit, "pay", &[], outcome.await.map(|payment| page(&payment))).await
}

/// Answers the bank's question.
#[server(prefix = "/do", endpoint = "pay/confirm")]
pub async fn confirm(payment: String, answer: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let answer = if answer == "approve" { Confirmation::Approve } else { Confirmation::Refuse };
    let outcome = async { visit.ask().payments.confirm(&visit.caller, parse(&payment)?, answer).await };
    finish(&visit, "pay", &[], outcome.await.map(|payment| page(&payment))).await
}

/// Asks how a payment stands; the page that waits for it asks again and again.
#[server(prefix = "/do", endpoint = "pay/settle")]
pub async fn settle(payment: String) -> Result<Status, Fault> {
    let visit = Visit::here();
    let payment = visit.ask().payments.settle(&visit.caller, parse(&payment)?).await?;
    Ok(payment.status)
}

#[cfg(feature = "ssr")]
fn parse(payment: &str) -> Result<PaymentId, Problem> {
    payment.parse().map_err(|_| Problem::not_found("payment"))
}

/// The payment's page: it says what is wrong, goes on waiting, or leads to the order when that is paid.
#[cfg(feature = "ssr")]
fn page(payment: &Payment) -> String {
    format!("/pay/{}", payment.id)
}
