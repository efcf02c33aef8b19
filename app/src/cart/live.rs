//! Forms that change a part of the page, sent without leaving it.

use leptos::{ev, prelude::*};

/// Wakes every form and button with `data-live`: the page that answers is not shown, only the parts of it that the CSS
/// selector in `data-live` names take the place of this page's. Scroll position, focus and what is typed elsewhere stay.
///
/// `data-live-press` around fields names the button that is pressed when one of them changes. Where anything fails, the
/// page is loaded again.
#[island]
pub fn LiveForms() -> impl IntoView {
    Effect::new(|| {
        let submitted = window_event_listener(ev::submit, submitted);
        let changed = window_event_listener(ev::change, changed);
        on_cleanup(move || {
            submitted.remove();
            changed.remove();
        });
    });
}

#[cfg(not(feature = "hydrate"))]
fn submitted(_: ev::SubmitEvent) {}

#[cfg(not(feature = "hydrate"))]
fn changed(_: ev::Event) {}

#[cfg(feature = "hydrate")]
use browser::{changed, submitted};

#[cfg(feature = "hydrate")]
mod browser {
    use crate::{layout::badge::CART, ui::toast::announce};
    use leptos::{ev, prelude::*};
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::{
        Document, Element, FormData, HtmlElement, HtmlFormElement, UrlSearchParams, XmlHttpRequest,
        XmlHttpRequestResponseType,
    };

    /// On a form that waits for its answer: what it sent.
    const SENT: &str = "data-live-sent";

    pub fn changed(event: ev::Event) {
        let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let around = field.and_then(|field| field.closest("[data-live-press]").ok().flatten());
        let id = around.and_then(|around| around.get_attribute("data-live-press"));
        let button = id.and_then(|id| document().get_element_by_id(&id));
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.click();
        }
    }

    pub fn submitted(event: ev::SubmitEvent) {
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

        let request = XmlHttpRequest::new()?;
        request.open("POST", &action)?;
        request.set_request_header("Accept", "text/html")?;
        request.set_request_header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")?;
        request.set_response_type(XmlHttpRequestResponseType::Document);
        let (answer, form) = (request.clone(), form.clone());
        let ended = Closure::once_into_js(move || {
            form.remove_attribute(SENT).ok();
            if answered(&answer, &parts).is_none() {
                window().location().reload().ok();
            }
        });
        request.set_onloadend(Some(ended.unchecked_ref()));
        request.send_with_opt_str(Some(&body))
    }

    /// Exchanges the parts; `None` when the answer is not a page that has them all.
    fn answered(request: &XmlHttpRequest, parts: &str) -> Option<()> {
        let page = request.response_xml().ok().flatten().filter(|_| request.status() == Ok(200))?;
        let focused = document().active_element().map(|element| element.id()).filter(|id| !id.is_empty());
        let (old, new) = (all(&document(), parts)?, all(&page, parts)?);
        if old.len() != new.len() {
            return None;
        }
        for (old, new) in old.iter().zip(&new) {
            old.set_inner_html(&new.inner_html());
        }
        let count =
            page.query_selector("[data-testid=cart-count]").ok().flatten().and_then(|badge| badge.text_content());
        if let Some(count) = count.and_then(|text| text.trim().parse::<u32>().ok()) {
            announce(CART, &count.into());
        }
        let url = request.response_url();
        window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&url)).ok()?;
        let field = focused.and_then(|id| document().get_element_by_id(&id));
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            field.focus().ok();
        }
        Some(())
    }

    fn all(page: &Document, parts: &str) -> Option<Vec<Element>> {
        let found = page.query_selector_all(parts).ok()?;
        Some((0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect())
    }
}
