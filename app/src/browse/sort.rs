//! Choices that take effect at once.

use leptos::{ev, prelude::*};

/// Sends the form of a select with `data-at-once` when its choice changes. Without scripts the form has a button.
#[island]
pub fn AtOnce() -> impl IntoView {
    Effect::new(|| {
        let heard = window_event_listener(ev::change, chosen);
        on_cleanup(move || heard.remove());
    });
}

fn chosen(event: ev::Event) {
    use leptos::wasm_bindgen::JsCast;
    let select = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let form =
        select.filter(|select| select.has_attribute("data-at-once")).and_then(|select| select.closest("form").ok()?);
    if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
        form.request_submit().ok();
    }
}
