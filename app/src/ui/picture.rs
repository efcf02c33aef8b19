//! Pictures of products.

use leptos::prelude::*;

/// The class of every product picture: it fills its square, and is a little quieter in the dark.
pub const SQUARE: &str = "aspect-square w-full object-cover dark:brightness-[.86]";

/// A square picture.
#[component]
pub fn Square(
    #[prop(into)] src: String,
    /// Empty when the words beside it say what it shows.
    #[prop(optional, into)]
    alt: String,
    /// In view when the page opens: loaded at once.
    #[prop(optional)]
    first: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    view! {
        <img
            src=src
            alt=alt
            width="800"
            height="800"
            loading=(!first).then_some("lazy")
            decoding="async"
            class=format!("{SQUARE} {class}")
        />
    }
}
