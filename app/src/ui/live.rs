//! Words of a page that follow what happens while it is open.

use super::{ask::all, on::hear};
use leptos::prelude::*;
use web_sys::{EventSource, MessageEvent, UrlSearchParams};

/// Listens to a stream of server-sent events; each is a query string of words. Whatever bears the name of one of them in
/// `data-now` says it from then on. What is announced stands in a `role="status"`. A stream that ends is opened again by
/// the browser; without scripts everything stays as it was when the page was made.
#[island]
pub fn Live(src: String) -> impl IntoView {
    if cfg!(feature = "hydrate")
        && let Ok(stream) = EventSource::new(&src)
    {
        hear(&stream, "message", heard);
    }
}

fn heard(message: MessageEvent) {
    let words = message.data().as_string().unwrap_or_default();
    let Ok(words) = UrlSearchParams::new_with_str(&words) else { return };
    for place in all(&document(), "[data-now]").unwrap_or_default() {
        let word = place.get_attribute("data-now").and_then(|name| words.get(&name));
        if word.is_some() && word != place.text_content() {
            place.set_text_content(word.as_deref());
        }
    }
}
