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
fn followed(event: ev::MouseEvent) {
    use super::ask::{exchange, page, plain};
    use leptos::wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[data-swap]").ok().flatten());
    let Some(link) = link.filter(|_| plain(&event)) else { return };
    let (href, part) =
        (link.get_attribute("href").unwrap_or_default(), link.get_attribute("data-swap").unwrap_or_default());
    let asked = page(&href.clone(), move |page| {
        if page.and_then(|page| exchange(&page, &part, &href)).is_none() {
            window().location().set_href(&href).ok();
        }
    });
    if asked.is_ok() {
        event.prevent_default();
    }
}
