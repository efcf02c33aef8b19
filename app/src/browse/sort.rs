//! Choices that take effect at once.

use crate::ui::on::on;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement};

/// Sends the form of a select with `data-at-once` when its choice changes. Without scripts the form has a button.
#[island]
pub fn AtOnce() -> impl IntoView {
    on("change", chosen);
}

fn chosen(event: Event) {
    let select = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let form =
        select.filter(|select| select.has_attribute("data-at-once")).and_then(|select| select.closest("form").ok()?);
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        form.request_submit().ok();
    }
}
