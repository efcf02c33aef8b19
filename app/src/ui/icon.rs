//! Icons and the mark.

use leptos::prelude::*;

/// An icon of the sprite, for decoration: what it means is said in words beside it.
#[component]
pub fn Icon(
    /// Name in the sprite, without `i-`.
    name: &'static str,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") aria-hidden="true">
            <use href=format!("/icons.svg#i-{name}") />
        </svg>
    }
}

/// The leaf.
#[component]
pub fn Leaf(#[prop(into)] class: String) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 32 32" aria-hidden="true">
            <path
                class="fill-current"
                d="M27.6 3.2C15 2.6 5.4 7.6 5 17.2c-.1 2.3.5 4.3 1.6 6C9.5 16.9 14.4 12.8 20.6 10.7 14.5 14.2 9.8 19.3 7.1 26.3c-.4 1.1-.7 2.1-.9 3.1.9.4 2 .3 2.6-.6.6-1.1 1-2.3 1.6-3.4C20.6 27.8 29.5 19.4 27.6 3.2Z"
            />
        </svg>
    }
}
