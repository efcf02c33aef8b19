//! The bar above a list: search and choices, sent as a plain GET form.

use super::button::{self, Kind, Size};
use crate::{ui::icon::Icon, visit};
use leptos::prelude::*;

/// Search and choices. The children are [`Choice`]s.
#[component]
pub fn FilterBar(
    /// What is searched, for example `Search products`.
    search: &'static str,
    placeholder: &'static str,
    /// Values of the query string that stay as they are, such as the tab.
    #[prop(default = &[])]
    keep: &'static [&'static str],
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let search_class = if children.is_some() { "w-full" } else { "min-w-0 flex-1" };
    let kept = keep.iter().filter_map(|name| Some((*name, visit::query_value(name)?)));
    view! {
        <form
            method="get"
            role="search"
            aria-label=search
            class="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3 sm:px-5"
        >
            {kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()}
            <div class=format!("relative sm:w-72 sm:flex-none {search_class}")>
                <label class="sr-only" for="find">{search}</label>
                <Icon name="search" class="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted" />
                <input
                    id="find"
                    name="q"
                    type="search"
                    value=visit::query_value("q")
                    placeholder=placeholder
                    maxlength="200"
                    class="h-9 w-full rounded-tool border border-edge bg-surface pr-3 pl-10 text-tool text-ink placeholder:text-muted hover:border-muted pointer-coarse:h-11 pointer-coarse:text-base"
                />
            </div>
            {children.map(|children| children())}
            <button type="submit" class=button::classes(Kind::Plain, Size::Medium)>"Show"</button>
        </form>
    }
    .into_any()
}

/// One of a list, as a value of the query string.
#[component]
pub fn Choice(
    name: &'static str,
    label: &'static str,
    /// Value and label; an empty value says nothing.
    options: Vec<(String, String)>,
) -> impl IntoView {
    let chosen = visit::query_value(name).unwrap_or_default();
    let id = format!("by-{name}");
    view! {
        <div class="relative max-sm:flex-1">
            <label for=id.clone() class="sr-only">{label}</label>
            <select
                id=id
                name=name
                class="h-9 w-full appearance-none truncate rounded-tool border border-line bg-surface pr-9 pl-3 text-tool font-semibold text-ink shadow-rest hover:border-edge pointer-coarse:h-11"
            >
                {options
                    .into_iter()
                    .map(|(value, label)| {
                        let selected = value == chosen;
                        view! { <option value=value selected=selected>{label}</option> }
                    })
                    .collect_view()}
            </select>
            <Icon name="chevron-down" class="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted" />
        </div>
    }
    .into_any()
}
