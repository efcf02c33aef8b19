//! Forms that change a part of the page, sent without leaving it.

use crate::{
    layout::badge::CART,
    ui::{
        ask::{exchange, submit},
        on::on,
        toast::announce,
    },
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, FormData, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams};

/// On a form that waits for its answer: what it sent.
const SENT: &str = "data-live-sent";

/// Wakes every form and button with `data-live`: the page that answers is not shown, only the parts of it that the CSS
/// selector in `data-live` names take the place of this page's. Scroll position, focus and what is typed elsewhere stay.
///
/// `data-live-press` around fields names the button that is pressed when one of them changes. Where anything fails, the
/// page is loaded again.
#[island]
pub fn LiveForms() -> impl IntoView {
    on("submit", submitted);
    on("change", changed);
}

fn changed(event: Event) {
    let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let around = field.and_then(|field| field.closest("[data-live-press]").ok().flatten());
    let id = around.and_then(|around| around.get_attribute("data-live-press"));
    let button = id.and_then(|id| document().get_element_by_id(&id));
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

fn submitted(event: SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|_| !event.default_prevented()) else { return };
    let button = event.submitter();
    let parts = button
        .as_ref()
        .and_then(|button| button.get_attribute("data-live"))
        .or_else(|| form.get_attribute("data-live"));
    if parts.is_some_and(|parts| send(&form, button, parts).is_ok()) {
        event.prevent_default();
    }
}

fn send(form: &HtmlFormElement, button: Option<HtmlElement>, parts: String) -> Result<(), JsValue> {
    let data = FormData::new_with_form(form)?;
    let pressed = |name: &str| button.as_ref().and_then(|button| button.get_attribute(name));
    if let (Some(name), Some(value)) = (pressed("name"), pressed("value")) {
        data.append_with_str(&name, &value)?;
    }
    let body = String::from(UrlSearchParams::new_with_str_sequence_sequence(&data)?.to_string());
    let action = pressed("formaction").or_else(|| form.get_attribute("action")).ok_or(JsValue::NULL)?;
    // Enter changes the field and submits the form: twice the same, and once is enough.
    let sent = format!("{action}?{body}");
    if form.get_attribute(SENT).as_ref() == Some(&sent) {
        return Ok(());
    }
    form.set_attribute(SENT, &sent)?;

    let form = form.clone();
    submit(&action, &body, move |answer| {
        form.remove_attribute(SENT).ok();
        if answer.and_then(|(page, address)| answered(&page, &parts, &address)).is_none() {
            window().location().reload().ok();
        }
    })
}

/// Exchanges the parts; `None` when the answer is not a page that has them all.
fn answered(page: &Document, parts: &str, address: &str) -> Option<()> {
    exchange(page, parts, address)?;
    let badge = page.query_selector("[data-testid=cart-count]").ok().flatten();
    let count = badge.and_then(|badge| badge.text_content()).and_then(|text| text.trim().parse::<u32>().ok());
    if let Some(count) = count {
        announce(CART, &count.into());
    }
    Some(())
}
