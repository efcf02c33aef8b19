//! Messages that stay until they are solved.

use super::icon::Icon;
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Info,
    Success,
    Warning,
    Danger,
}

impl Kind {
    fn look(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Info => ("info", "bg-info-soft", "text-info"),
            Self::Success => ("circle-check", "bg-success-soft", "text-success"),
            Self::Warning => ("triangle-alert", "bg-warning-soft", "text-warning"),
            Self::Danger => ("circle-alert", "bg-danger-soft", "text-danger"),
        }
    }
}

/// Names the thing and the way out.
#[component]
pub fn Alert(
    kind: Kind,
    #[prop(into)] title: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (icon, ground, ink) = kind.look();
    let role = if kind == Kind::Danger { "alert" } else { "status" };
    view! {
        <div id=id role=role class=format!("flex items-start gap-3 rounded-field px-4 py-3 text-sm leading-relaxed {ground} {class}")>
            <Icon name=icon class=format!("mt-0.5 size-[1.125rem] {ink}") />
            <div class="min-w-0 flex-1">
                <p><strong class="font-bold">{title}</strong></p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
