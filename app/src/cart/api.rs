//! What a shopper does with the cart.

use crate::fault::Fault;
use contracts::cart::Added;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::{line, quantity},
    crate::visit::{Visit, finish, parts, wants_page},
    contracts::{Problem, analytics::Steps, cart::Add, ids::OfferId},
};

/// Puts an offer into the cart. A page goes on to the cart, or to the checkout when `then` says so; a script hears what
/// came of it.
#[server(prefix = "/do", endpoint = "cart/add")]
pub async fn add_to_cart(offer: String, quantity: Option<String>, then: Option<String>) -> Result<Added, Fault> {
    let visit = Visit::here();
    let added = add(&visit, &offer, quantity.as_deref()).await;
    if !wants_page(&parts()) {
        return added.map_err(Fault);
    }
    if let Ok(added) = &added {
        visit.notice(said(added)).await?;
    }
    let next = if then.as_deref() == Some("checkout") { "/checkout" } else { "/cart" };
    finish(&visit, "add-to-cart", &[("offer", &offer)], added.as_ref().map(|_| next.to_owned()).map_err(Clone::clone))
        .await?;
    // The browser follows the redirect and never reads this.
    Ok(added.unwrap_or_else(|_| Added {
        title: String::new(),
        quantity: 0,
        capped: false,
        count: visit.cart_count,
        seller: None,
    }))
}

/// Sets the quantity of a line: what was typed, one more, or one less. Zero removes it.
#[server(prefix = "/do", endpoint = "cart/change")]
pub async fn change_quantity(offer: String, quantity: String, step: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let wanted = quantity::wanted(&quantity, step.as_deref())?;
        visit.ask().cart.change(&visit.caller, parse(&offer)?, wanted).await
    };
    let outcome = outcome.await.map(|()| line::address(&offer));
    finish(&visit, &line::form(&offer), &[("quantity", &quantity)], outcome).await
}

#[server(prefix = "/do", endpoint = "cart/remove")]
pub async fn remove_from_cart(offer: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().cart.change(&visit.caller, parse(&offer)?, 0).await };
    finish(&visit, "cart", &[], outcome.await.map(to_cart)).await
}

/// Empties the cart; what is saved for later stays.
#[server(prefix = "/do", endpoint = "cart/clear")]
pub async fn clear_cart() -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = visit.ask().cart.clear(&visit.caller).await;
    finish(&visit, "cart", &[], outcome.map(to_cart)).await
}

/// Moves a line to what is saved for later.
#[server(prefix = "/do", endpoint = "cart/save")]
pub async fn save_for_later(offer: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().cart.save(&visit.caller, parse(&offer)?).await };
    finish(&visit, "cart", &[], outcome.await.map(to_cart)).await
}

/// Moves a saved line back into the cart.
#[server(prefix = "/do", endpoint = "cart/restore")]
pub async fn move_to_cart(offer: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().cart.restore(&visit.caller, parse(&offer)?).await };
    finish(&visit, "cart", &[], outcome.await.map(to_cart)).await
}

/// Removes a saved line.
#[server(prefix = "/do", endpoint = "cart/forget")]
pub async fn forget_saved(offer: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().cart.forget(&visit.caller, parse(&offer)?).await };
    finish(&visit, "cart", &[], outcome.await.map(to_cart)).await
}

/// Units in the cart, for the badge.
#[server(prefix = "/do", endpoint = "cart/count")]
pub async fn count_units() -> Result<u32, Fault> {
    let visit = Visit::here();
    visit.ask().cart.count(&visit.caller).await.map_err(Fault)
}

#[cfg(feature = "ssr")]
async fn add(visit: &Visit, offer: &str, quantity: Option<&str>) -> Result<Added, Problem> {
    let add = Add { offer: parse(offer)?, quantity: quantity::to_add(quantity)? };
    let caller = visit.subject().await?;
    let added = visit.ask().cart.add(&caller, &add).await?;
    visit.shopfront.counter.note(Steps::ADD, added.seller);
    Ok(added)
}

#[cfg(feature = "ssr")]
fn parse(offer: &str) -> Result<OfferId, Problem> {
    offer.parse().map_err(|_| Problem::not_found("product"))
}

#[cfg(feature = "ssr")]
fn said(added: &Added) -> String {
    if added.capped {
        format!("{}: there are no more than {}, so that is what is in your cart.", added.title, added.quantity)
    } else {
        format!("{} is in your cart.", added.title)
    }
}

#[cfg(feature = "ssr")]
fn to_cart((): ()) -> String {
    "/cart".to_owned()
}
