//! Nothing in a list, and what to do about it.

use crate::ui::icon::Icon;
use leptos::prelude::*;

/// Stands in a panel in place of its list. The children are links and buttons.
#[component]
pub fn Empty(
    icon: &'static str,
    #[prop(into)] title: String,
    #[prop(optional, into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="mx-auto max-w-md px-4 py-12 text-center">
            <span class="mx-auto flex size-12 items-center justify-center rounded-full bg-tint text-muted"><Icon name=icon /></span>
            <p class="mt-4 text-sm font-bold">{title}</p>
            {(!text.is_empty()).then(|| view! { <p class="mt-1 text-tool text-muted">{text}</p> })}
            {children.map(|children| view! { <div class="mt-5 flex flex-wrap justify-center gap-2">{children()}</div> })}
        </div>
    }
    .into_any()
}
