//! Links that choose what a page shows.

use leptos::prelude::*;

/// One of several views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    /// What the number is called, where it follows what happens; else empty.
    pub now: &'static str,
    pub here: bool,
}

impl Tab {
    pub fn new(label: impl Into<String>, href: impl Into<String>, here: bool) -> Self {
        Self { label: label.into(), href: href.into(), count: None, now: "", here }
    }

    /// With how many there are.
    #[must_use]
    pub fn counting(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// With a number that follows what happens under this name.
    #[must_use]
    pub fn following(self, now: &'static str) -> Self {
        Self { now, ..self }
    }
}

/// Tabs on top of a flush panel.
#[component]
pub fn Tabs(
    /// For example `Orders by status`.
    label: &'static str,
    tabs: Vec<Tab>,
) -> impl IntoView {
    view! {
        <div class="border-b border-line px-4 py-2 sm:px-3">
            <nav aria-label=label class="no-bar -mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
                <ul class="flex min-w-max gap-1">
                    {tabs
                        .into_iter()
                        .map(|tab| {
                            let look = if tab.here { "bg-tint text-ink" } else { "text-muted hover:bg-tint/60 hover:text-ink" };
                            view! {
                                <li>
                                    <a
                                        href=tab.href
                                        aria-current=tab.here.then_some("page")
                                        class=format!("flex h-9 items-center gap-1.5 rounded-tool px-3 text-tool font-semibold pointer-coarse:h-11 {look}")
                                    >
                                        {tab.label}
                                        {tab.count.map(|count| view! { <span data-now=(!tab.now.is_empty()).then_some(tab.now) class="text-xs font-medium text-muted tabular-nums">{count}</span> })}
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </nav>
        </div>
    }
    .into_any()
}

/// A short choice in the page's head, such as a period.
#[component]
pub fn Segments(label: &'static str, tabs: Vec<Tab>) -> impl IntoView {
    view! {
        <nav aria-label=label class="flex rounded-tool border border-line bg-surface p-0.5 shadow-rest">
            {tabs
                .into_iter()
                .map(|tab| {
                    let look = if tab.here { "bg-tint text-ink" } else { "text-muted hover:text-ink" };
                    view! {
                        <a
                            href=tab.href
                            aria-current=tab.here.then_some("page")
                            class=format!("flex h-8 items-center rounded-[0.375rem] px-3 text-tool font-semibold whitespace-nowrap pointer-coarse:h-10 {look}")
                        >
                            {tab.label}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
    .into_any()
}
