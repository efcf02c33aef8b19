//! The way to the cart, with the number of things in it.

use crate::ui::{button, on::on};
use leptos::prelude::*;
use web_sys::CustomEvent;

/// The event that tells how many units are in the cart now; its detail is the number.
pub const CART: &str = "levomart:cart";

/// The cart's button in the header. The number follows what happens on the page.
#[island]
pub fn CartBadge(count: u32) -> impl IntoView {
    let count = RwSignal::new(count);
    on(CART, move |event: CustomEvent| {
        if let Some(now) = event.detail().as_f64() {
            count.set(now as u32);
        }
    });
    let label = move || match count.get() {
        0 => "Cart, empty".to_owned(),
        1 => "Cart, 1 item".to_owned(),
        many => format!("Cart, {many} items"),
    };
    view! {
        <a href="/cart" class=format!("{} relative ml-1 size-11 lg:w-auto lg:px-4", button::bare(button::Kind::Tint)) aria-label=label>
            // Written out: an icon whose address is computed is fetched again when the island wakes, and flickers.
            <svg class="icon" aria-hidden="true">
                <use href="/icons.svg#i-shopping-bag" />
            </svg>
            <span class="text-sm max-lg:hidden">"Cart"</span>
            <span
                data-testid="cart-count"
                hidden=move || count.get() == 0
                class="grid h-5 min-w-5 place-items-center rounded-pill bg-clay-600 px-1 text-[0.6875rem] font-bold text-white tabular-nums max-lg:absolute max-lg:-top-0.5 max-lg:-right-0.5"
            >
                {move || count.get()}
            </span>
        </a>
    }
}
