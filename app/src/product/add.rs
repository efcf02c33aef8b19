//! Adding to the cart without leaving the page.

use leptos::{ev, prelude::*};

/// Where every "add to cart" form posts to.
pub const ACTION: &str = "/do/cart/add";

/// Wakes every form of the page that adds to the cart: the toast answers, and the cart's number follows. One island serves
/// all cards, also those that come later. "Buy now" is left to the browser, because it leads to another page.
///
/// It also wakes the steppers: buttons with `data-step` move the number field beside them.
#[island]
pub fn AddForms() -> impl IntoView {
    Effect::new(|| {
        let submitted = window_event_listener(ev::submit, submitted);
        let stepped = window_event_listener(ev::click, stepped);
        on_cleanup(move || {
            submitted.remove();
            stepped.remove();
        });
    });
}

#[cfg(not(feature = "hydrate"))]
fn submitted(_: ev::SubmitEvent) {}

#[cfg(not(feature = "hydrate"))]
fn stepped(_: ev::MouseEvent) {}

#[cfg(feature = "hydrate")]
use browser::{stepped, submitted};

#[cfg(feature = "hydrate")]
mod browser {
    use super::ACTION;
    use crate::{
        cart::api::add_to_cart,
        fault::Fault,
        layout::badge::CART,
        ui::toast::{Message, announce, say},
    };
    use contracts::cart::Added;
    use leptos::{ev, task::spawn_local};
    use wasm_bindgen::JsCast;
    use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

    pub fn submitted(event: ev::SubmitEvent) {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|form| form.get_attribute("action").as_deref() == Some(ACTION)) else { return };
        let Some(button) = event.submitter().filter(|button| !button.has_attribute("name")) else { return };
        let Ok(data) = FormData::new_with_form(&form) else { return };
        event.prevent_default();
        if !button.has_attribute("aria-busy") {
            add(data, button);
        }
    }

    fn add(data: FormData, button: HtmlElement) {
        button.set_attribute("aria-busy", "true").ok();
        spawn_local(async move {
            let offer = data.get("offer").as_string().unwrap_or_default();
            let outcome = add_to_cart(offer, data.get("quantity").as_string(), None).await;
            button.remove_attribute("aria-busy").ok();
            say(&answer(outcome.as_ref()));
            if let Ok(added) = outcome {
                announce(CART, &added.count.into());
            }
        });
    }

    fn answer(outcome: Result<&Added, &Fault>) -> Message {
        match outcome {
            Ok(added) => {
                let text = if added.capped {
                    format!(
                        "{}: there are no more than {}, so that is what is in your cart.",
                        added.title, added.quantity
                    )
                } else {
                    format!("{} is in your cart.", added.title)
                };
                Message { text, failed: false, link: Some(("View cart".to_owned(), "/cart".to_owned())) }
            }
            Err(fault) => Message { text: fault.to_string(), failed: true, link: None },
        }
    }

    pub fn stepped(event: ev::MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("button[data-step]").ok().flatten());
        let Some(button) = button else { return };
        let step: i32 = button.get_attribute("data-step").and_then(|step| step.parse().ok()).unwrap_or(0);
        let field = button.parent_element().and_then(|stepper| stepper.query_selector("input").ok().flatten());
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
            let most = field.max().parse().unwrap_or(i32::MAX);
            let now: i32 = field.value().parse().unwrap_or(1);
            field.set_value(&(now + step).clamp(1, most).to_string());
        }
    }
}
