//! Short words on a ground.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sale,
    Plain,
    New,
    Warning,
    /// Lies on a picture.
    Over,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Sale => "bg-clay-600 text-white",
            Self::Plain => "border border-line bg-surface text-ink",
            Self::New => "bg-tint text-brand",
            Self::Warning => "bg-warning-soft text-warning",
            Self::Over => "bg-white/90 text-olive-900 dark:bg-olive-950/80 dark:text-olive-50",
        }
    }
}

#[component]
pub fn Badge(kind: Kind, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=format!("inline-flex h-6 items-center rounded-pill px-2.5 text-xs font-bold {}", kind.class())>{text}</span> }
}
