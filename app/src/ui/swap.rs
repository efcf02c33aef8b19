//! Links that change a part of the page, followed without leaving it.

use super::{
    ask::{exchange, page, plain},
    on::on,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

/// Wakes every link with `data-swap`: the part of the page that this CSS selector names is exchanged for the same part of
/// the page behind the link. The rest stays where it is, scroll position too. Where that fails, the link is followed.
#[island]
pub fn Swap() -> impl IntoView {
    on("click", followed);
}

fn followed(event: MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
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
