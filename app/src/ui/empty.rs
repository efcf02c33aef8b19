//! Nothing here: a drawing, one sentence of fact, ways on.

use leptos::prelude::*;

/// An empty state. The children are links and buttons; the first is the primary one.
#[component]
pub fn EmptyState(
    /// File name of the drawing, for example `spot-cart.svg`.
    picture: &'static str,
    #[prop(into)] title: String,
    #[prop(optional, into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="mx-auto max-w-lg text-center">
            <img src=format!("/pictures/{picture}") alt="" width="320" height="240" class="mx-auto h-44 w-auto sm:h-52 dark:brightness-90" />
            <h1 class="mt-6 text-title font-bold">{title}</h1>
            {(!text.is_empty()).then(|| view! { <p class="mt-3 text-lead text-muted">{text}</p> })}
            {children.map(|children| view! { <div class="mt-7 flex flex-wrap justify-center gap-3">{children()}</div> })}
        </div>
    }
}
