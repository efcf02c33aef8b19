//! Makes an order of the checkout's form.

use super::{
    delivery,
    form::{CheckoutForm, NEW_ADDRESS},
};
use crate::visit::{Flash, Visit};
use contracts::{
    Kind, Problem,
    identity::{Postal, SaveAddress},
    ids::AddressId,
    orders::{CartChanged, PlaceOrder, Placed},
    problem::FieldError,
};

/// Name of the checkout's form.
pub const FORM: &str = "checkout";

/// Name of the value that holds the total before the cart changed, as it is shown.
pub const BEFORE: &str = "total-before";

/// Places the order, and puts its address into the address book when that was ticked.
pub async fn place(visit: &Visit, form: &CheckoutForm) -> Result<Placed, Problem> {
    let caller = visit.subject().await?;
    let postal = postal(visit, form).await?;
    let request = PlaceOrder {
        email: form.email.trim().to_owned(),
        postal: postal.clone(),
        delivery: delivery::sent(form),
        // What is no number is no total that was shown: the shopper sees the right one and presses again.
        expected_total: form.expected_total.parse().unwrap_or(-1),
    };
    let placed = visit.ask().orders.place(&caller, &form.key, &request).await?;
    if visit.logged_in() && form.address == NEW_ADDRESS && !form.save.is_empty() {
        let saved = visit.ask().identity.add_address(&caller, &SaveAddress { postal, default: false }).await;
        // The order stands; an address book that is full or away must not stop it.
        if let Err(problem) = saved {
            tracing::warn!(code = problem.code, "the address of an order was not saved");
        }
    }
    Ok(placed)
}

/// The typed address, or the one of the address book that was chosen.
async fn postal(visit: &Visit, form: &CheckoutForm) -> Result<Postal, Problem> {
    if !visit.logged_in() || form.address.is_empty() || form.address == NEW_ADDRESS {
        return Ok(form.postal());
    }
    let chosen: Option<AddressId> = form.address.parse().ok();
    let addresses = visit.ask().identity.addresses(&visit.caller).await?;
    let found = addresses.into_iter().find(|address| Some(address.id) == chosen).map(|address| address.postal);
    found.ok_or_else(|| {
        let message = "This address is no longer in your address book. Please choose another.".to_owned();
        Problem::invalid(vec![FieldError { field: "address".to_owned(), message }])
    })
}

/// What the checkout says after a refusal, with everything that was typed.
pub fn flash(form: &CheckoutForm, problem: &Problem) -> Flash {
    let mut values = form.values();
    if let Some(before) = changed(problem) {
        values.insert(BEFORE.to_owned(), before);
    }
    // Whether the order was placed is not known: the same key asks for the same order, never for a second one.
    if matches!(problem.kind, Kind::Unavailable | Kind::Internal) || problem.code == "in-progress" {
        values.insert("key".to_owned(), form.key.clone());
    }
    Flash {
        form: FORM.to_owned(),
        notice: None,
        problem: problem.errors.is_empty().then(|| problem.detail.clone()),
        errors: problem.errors.clone(),
        values,
    }
}

/// The total that was shown, when the refusal is that it is another one now.
fn changed(problem: &Problem) -> Option<String> {
    let facts = problem.facts.clone().filter(|_| problem.code == "cart-changed")?;
    let facts: CartChanged = serde_json::from_value(facts).ok()?;
    Some(facts.expected.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> CheckoutForm {
        CheckoutForm { email: "meera@example.in".to_owned(), key: "k".to_owned(), ..CheckoutForm::default() }
    }

    #[test]
    fn a_refusal_keeps_what_was_typed_and_asks_for_a_new_key() {
        let flash = flash(&form(), &Problem::new(Kind::Conflict, "out-of-stock", "Sold out."));

        assert_eq!(flash.values["email"], "meera@example.in");
        assert_eq!(flash.values.get("key"), None);
        assert_eq!(flash.problem.as_deref(), Some("Sold out."));
    }

    #[test]
    fn an_order_whose_fate_is_unknown_keeps_its_key() {
        let flash = flash(&form(), &Problem::unavailable("The shop"));

        assert_eq!(flash.values["key"], "k");
    }
}
