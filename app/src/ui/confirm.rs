//! One decision, asked once more. The browser's own popover opens and closes it, with or without scripts.

use super::{
    button::{Kind, Size, classes},
    icon::Icon,
};
use leptos::prelude::*;

/// A button that opens a question; the children are the form that does it.
///
/// The form's button is [`Kind::Danger`] and says what happens; the way out stands beside it.
#[component]
pub fn Confirm(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// What the opening button says.
    #[prop(into)]
    label: String,
    #[prop(optional)] icon: Option<&'static str>,
    /// Look of the opening button.
    #[prop(into)]
    class: String,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// What the way out says.
    #[prop(default = "Keep it")]
    keep: &'static str,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <button type="button" popovertarget=id.clone() class=class>
            {icon.map(|name| view! { <Icon name class="size-4" /> })}
            {label}
        </button>
        <div
            id=id.clone()
            popover="auto"
            role="dialog"
            aria-labelledby=heading.clone()
            class="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-card border border-line bg-raised p-6 text-left text-ink shadow-lift backdrop:bg-olive-950/40"
        >
            <h2 id=heading.clone() class="text-lg font-bold text-wrap">{title}</h2>
            <p class="mt-2 text-[0.9375rem] leading-relaxed text-wrap text-muted">{text}</p>
            <div class="mt-6 flex flex-wrap justify-end gap-3">
                <button type="button" popovertarget=id.clone() popovertargetaction="hide" autofocus class=classes(Kind::Secondary, Size::Medium)>
                    {keep}
                </button>
                {children()}
            </div>
        </div>
    }
    .into_any()
}
