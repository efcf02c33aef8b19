//! Adding to the cart without leaving the page.

use crate::{
    layout::badge::CART,
    ui::{
        ask::{field, function, list, text},
        on::on,
        toast::{Message, announce, say},
    },
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, MouseEvent, SubmitEvent, UrlSearchParams,
};

/// Where every "add to cart" form posts to.
pub const ACTION: &str = "/do/cart/add";

/// Wakes every form of the page that adds to the cart: the toast answers, and the cart's number follows. One island serves
/// all cards, also those that come later. "Buy now" is left to the browser, because it leads to another page.
///
/// It also wakes the steppers: buttons with `data-step` move the number field beside them.
#[island]
pub fn AddForms() -> impl IntoView {
    on("submit", submitted);
    on("click", stepped);
}

fn submitted(event: SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|form| form.get_attribute("action").as_deref() == Some(ACTION)) else { return };
    let Some(button) = event.submitter().filter(|button| !button.has_attribute("name")) else { return };
    let Ok(data) = FormData::new_with_form(&form) else { return };
    if button.has_attribute("aria-busy") || add(&data, button).is_ok() {
        event.prevent_default();
    }
}

/// Sends the form, and answers with a toast.
fn add(data: &FormData, button: HtmlElement) -> Result<(), JsValue> {
    let body = String::from(UrlSearchParams::new_with_str_sequence_sequence(data)?.to_string());
    button.set_attribute("aria-busy", "true")?;
    function(ACTION, Some(&body), move |answer| {
        button.remove_attribute("aria-busy").ok();
        match answer {
            Ok(added) => {
                say(&Message { text: said(&added), failed: false, link: Some(("View cart".into(), "/cart".into())) });
                announce(CART, &field(&added, "count"));
            }
            Err(problem) => say(&Message { text: wrong(&problem), failed: true, link: None }),
        }
    })
}

/// What became of it, in the words of [`contracts::cart::Added`].
fn said(added: &JsValue) -> String {
    let title = text(added, "title");
    if field(added, "capped").is_truthy() {
        let quantity = field(added, "quantity").as_f64().unwrap_or_default() as u32;
        format!("{title}: there are no more than {quantity}, so that is what is in your cart.")
    } else {
        format!("{title} is in your cart.")
    }
}

fn wrong(problem: &JsValue) -> String {
    let said = [text(&list(problem, "errors").get(0), "message"), text(problem, "detail")];
    let said = said.into_iter().find(|said| !said.is_empty());
    said.unwrap_or_else(|| "The shop cannot be reached. Please try again.".to_owned())
}

fn stepped(event: MouseEvent) {
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
