//! The browser's half: wakes the islands.

// Without this line the linker would drop the islands, which nothing here calls by name.
use app as _;

/// Runs once, when the page's script has loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
