//! How islands ask the server.
//!
//! Server functions are called as forms call them, and the browser itself reads the answer: a JSON reader in the program
//! and the client that Leptos generates would make up a fifth of it.

use super::on::hear;
use js_sys::{Array, Reflect};
use leptos::{
    ev::MouseEvent,
    prelude::{document, window},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, Element, FormData, HtmlElement, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

/// What follows an answer.
type Then<T> = Box<dyn FnOnce(T)>;

/// Asks for a page of this shop; `None` when it could not be had.
pub fn page(href: &str, then: impl FnOnce(Option<Document>) + 'static) -> Result<(), JsValue> {
    let then: Then<_> = Box::new(move |answer: XmlHttpRequest| then(document_of(&answer)));
    send("GET", href, None, XmlHttpRequestResponseType::Document, then)
}

/// Sends a form; the page that answers, and its address after redirects. `None` when there was none.
pub fn submit(
    action: &str,
    body: &str,
    then: impl FnOnce(Option<(Document, String)>) + 'static,
) -> Result<(), JsValue> {
    let then: Then<_> = Box::new(move |answer: XmlHttpRequest| {
        then(document_of(&answer).map(|page| (page, answer.response_url())));
    });
    send("POST", action, Some(body), XmlHttpRequestResponseType::Document, then)
}

/// Calls a server function: by GET without a `body`, else by POST. `Err` bears the problem, or nothing when no answer
/// came.
pub fn function(
    path: &str,
    body: Option<&str>,
    then: impl FnOnce(Result<JsValue, JsValue>) + 'static,
) -> Result<(), JsValue> {
    let method = if body.is_some() { "POST" } else { "GET" };
    send(method, path, body, XmlHttpRequestResponseType::Json, Box::new(move |answer| then(said(&answer))))
}

/// Sends a form with a file, and tells how far it is.
pub fn upload(
    action: &str,
    form: &FormData,
    moved: impl Fn(ProgressEvent) + 'static,
    then: impl FnOnce(Result<JsValue, JsValue>) + 'static,
) -> Result<(), JsValue> {
    let request = open("POST", action, XmlHttpRequestResponseType::Json, Box::new(move |answer| then(said(&answer))))?;
    hear(&request.upload()?.into(), "progress", moved);
    request.send_with_opt_form_data(Some(form))
}

fn send(
    method: &str,
    address: &str,
    body: Option<&str>,
    wanted: XmlHttpRequestResponseType,
    then: Then<XmlHttpRequest>,
) -> Result<(), JsValue> {
    let request = open(method, address, wanted, then)?;
    if body.is_some() {
        request.set_request_header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")?;
    }
    request.send_with_opt_str(body)
}

fn open(
    method: &str,
    address: &str,
    wanted: XmlHttpRequestResponseType,
    then: Then<XmlHttpRequest>,
) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open(method, address)?;
    let accept = if wanted == XmlHttpRequestResponseType::Json { "application/json" } else { "text/html" };
    request.set_request_header("Accept", accept)?;
    request.set_response_type(wanted);
    let answer = request.clone();
    let ended = Closure::once_into_js(move || then(answer));
    request.set_onloadend(Some(ended.unchecked_ref()));
    Ok(request)
}

fn said(answer: &XmlHttpRequest) -> Result<JsValue, JsValue> {
    let said = answer.response().unwrap_or(JsValue::NULL);
    if answer.status() == Ok(200) { Ok(said) } else { Err(said) }
}

fn document_of(answer: &XmlHttpRequest) -> Option<Document> {
    answer.response_xml().ok().flatten().filter(|_| answer.status() == Ok(200))
}

/// A field of an answer, `undefined` when it has none of that name.
pub fn field(answer: &JsValue, name: &str) -> JsValue {
    Reflect::get(answer, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A field that is a text; empty when it is none.
pub fn text(answer: &JsValue, name: &str) -> String {
    field(answer, name).as_string().unwrap_or_default()
}

/// A field that is a list; empty when it is none.
pub fn list(answer: &JsValue, name: &str) -> Array {
    field(answer, name).dyn_into().unwrap_or_default()
}

/// Whether a click only follows the link, rather than opening it elsewhere.
pub fn plain(event: &MouseEvent) -> bool {
    event.button() == 0
        && !(event.default_prevented() || event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// Exchanges the contents of every element that the selector names for those of the same element of another page, and
/// takes over that page's address; the focus stays where it was. `None`, and nothing is changed, when the page has not
/// the same parts.
pub fn exchange(page: &Document, parts: &str, address: &str) -> Option<()> {
    let focused = document().active_element().map(|element| element.id()).filter(|id| !id.is_empty());
    let (old, new) = (all(&document(), parts)?, all(page, parts)?);
    if old.is_empty() || old.len() != new.len() {
        return None;
    }
    for (old, new) in old.iter().zip(&new) {
        old.set_inner_html(&new.inner_html());
    }
    window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(address)).ok()?;
    let focused = focused.and_then(|id| document().get_element_by_id(&id));
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        focused.focus().ok();
    }
    Some(())
}

/// All elements of a page that the selector names.
pub fn all(page: &Document, parts: &str) -> Option<Vec<Element>> {
    let found = page.query_selector_all(parts).ok()?;
    Some((0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect())
}
