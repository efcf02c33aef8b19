//! The next page of a list, added to this one.

use crate::ui::{
    ask::{page, plain},
    button::{self, Kind, Size},
    icon::Icon,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, MouseEvent};

/// Leads to the next page; with scripts its products join those that are here. They come from that page itself, so a card
/// is drawn in one place only.
#[island]
pub fn LoadMore(
    /// Address of the next page.
    href: String,
    /// How many are shown.
    shown: usize,
    /// How many there are, and how to say it.
    total: u64,
    total_words: String,
) -> impl IntoView {
    let next = RwSignal::new(Some(href));
    let shown = RwSignal::new(shown);
    let busy = RwSignal::new(false);
    let share = move || (shown.get() as u64 * 100 / total.max(1)).min(100).to_string();
    view! {
        <p role="status" class="text-sm text-muted">{move || shown.get()}" of "<span class="tabular-nums">{total_words}</span>" products"</p>
        <svg viewBox="0 0 100 2" preserveAspectRatio="none" class="h-1 w-48 rounded-pill" aria-hidden="true">
            <rect width="100" height="2" class="fill-line" />
            <rect width=share height="2" class="fill-brand" />
        </svg>
        {move || {
            next.get()
                .map(|href| {
                    let follow = href.clone();
                    view! {
                        <a
                            href=href
                            rel="next"
                            data-testid="load-more"
                            aria-busy=move || busy.get().then_some("true")
                            on:click=move |event| load(event, &follow, next, shown, busy)
                            class=button::classes(Kind::Secondary, Size::Large)
                        >
                            {move || busy.get().then(|| view! { <Icon name="loader-circle" class="animate-spin" /> })}
                            "Load more"
                        </a>
                    }
                })
        }}
    }
}

fn load(event: MouseEvent, href: &str, next: RwSignal<Option<String>>, shown: RwSignal<usize>, busy: RwSignal<bool>) {
    if !plain(&event) {
        return;
    }
    event.prevent_default();
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    let follow = href.to_owned();
    let asked = page(href, move |page| match page.and_then(|page| join(&page)) {
        Some((count, after)) => {
            shown.update(|shown| *shown += count);
            busy.set(false);
            next.set(after);
        }
        None => drop(window().location().set_href(&follow)),
    });
    if asked.is_err() {
        window().location().set_href(href).ok();
    }
}

/// Moves the products of another page behind those of this one. Says how many they were, and what comes after them.
fn join(page: &Document) -> Option<(usize, Option<String>)> {
    let results = document().query_selector("#results").ok()??;
    let items = page.query_selector_all("#results > li").ok()?;
    for index in 0..items.length() {
        let item = document().import_node_with_deep(&items.get(index)?, true).ok()?;
        results.append_child(&item).ok()?;
        // Whoever follows by keyboard or ear goes on with the first new product.
        let link = item.dyn_ref::<Element>().and_then(|item| item.query_selector("h3 a").ok()?);
        if let Some(link) = link.filter(|_| index == 0).and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            link.focus().ok();
        }
    }
    let after = page.query_selector("a[rel=next]").ok()?.and_then(|link| link.get_attribute("href"));
    (items.length() > 0).then_some((items.length() as usize, after))
}
