//! Links that change a part of the page, followed without leaving it.

use leptos::{ev, prelude::*};

/// Wakes every link with `data-swap`: the part of the page that this CSS selector names is exchanged for the same part of
/// the page behind the link. The rest stays where it is, scroll position too. Where that fails, the link is followed.
#[island]
pub fn Swap() -> impl IntoView {
    Effect::new(|| {
        let heard = window_event_listener(ev::click, followed);
        on_cleanup(move || heard.remove());
    });
}

#[cfg(not(feature = "hydrate"))]
fn followed(_: ev::MouseEvent) {}

#[cfg(feature = "hydrate")]
use browser::followed;

#[cfg(feature = "hydrate")]
pub mod browser {
    use leptos::{ev::MouseEvent, prelude::*};
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::{Document, Element, HtmlElement, XmlHttpRequest, XmlHttpRequestResponseType};

    /// Whether a click only follows the link, rather than opening it elsewhere.
    pub fn plain(event: &MouseEvent) -> bool {
        event.button() == 0
            && !(event.default_prevented()
                || event.ctrl_key()
                || event.meta_key()
                || event.shift_key()
                || event.alt_key())
    }

    /// Fetches a page of this shop and hands it over; `None` when it could not be had.
    pub fn fetch(href: &str, then: impl FnOnce(Option<Document>) + 'static) -> Result<(), JsValue> {
        let request = XmlHttpRequest::new()?;
        request.open("GET", href)?;
        request.set_request_header("Accept", "text/html")?;
        request.set_response_type(XmlHttpRequestResponseType::Document);
        let answer = request.clone();
        let ended = Closure::once_into_js(move || {
            let page = answer.response_xml().ok().flatten();
            then(page.filter(|_| answer.status() == Ok(200)));
        });
        request.set_onloadend(Some(ended.unchecked_ref()));
        request.send()
    }

    pub(super) fn followed(event: MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[data-swap]").ok().flatten());
        let Some(link) = link.filter(|_| plain(&event)) else { return };
        let (href, part) =
            (link.get_attribute("href").unwrap_or_default(), link.get_attribute("data-swap").unwrap_or_default());
        let asked = fetch(&href.clone(), move |page| {
            if page.and_then(|page| exchange(&page, &part, &href)).is_none() {
                window().location().set_href(&href).ok();
            }
        });
        if asked.is_ok() {
            event.prevent_default();
        }
    }

    fn exchange(page: &Document, part: &str, href: &str) -> Option<()> {
        let (old, new) = (document().query_selector(part).ok()??, page.query_selector(part).ok()??);
        let focused = document().active_element().map(|element| element.id()).filter(|id| !id.is_empty());
        old.set_inner_html(&new.inner_html());
        window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(href)).ok()?;
        let focused = focused.and_then(|id| document().get_element_by_id(&id));
        if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            focused.focus().ok();
        }
        Some(())
    }
}
