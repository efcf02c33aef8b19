//! How islands hear of what happens on the page.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget};

/// Calls `heard` with every event of this name that reaches the window, for as long as the page is there. On the server,
/// where nothing happens, it does nothing.
pub fn on<E: JsCast + 'static>(name: &str, heard: impl Fn(E) + 'static) {
    if cfg!(feature = "hydrate") {
        hear(&window(), name, heard);
    }
}

/// Calls `heard` with every event of this name that `target` has.
pub fn hear<E: JsCast + 'static>(target: &EventTarget, name: &str, heard: impl Fn(E) + 'static) {
    let heard: Box<dyn FnMut(Event)> = Box::new(move |event| heard(event.unchecked_into()));
    let heard = Closure::wrap(heard);
    target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref()).ok();
    heard.forget();
}
