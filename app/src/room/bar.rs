//! Bars that stay in sight: what is chosen, what is not saved.

use super::button::{self, Kind, Size};
use leptos::prelude::*;

/// At the foot of a form: it stays at the bottom edge, where phones have the tab bar (give the room `own_bar`).
#[component]
pub fn SaveBar(
    /// What happens on saving, for example `Shoppers see changes at once`.
    #[prop(into)]
    note: String,
    /// Where leaving without saving leads.
    #[prop(into)]
    discard: String,
    #[prop(default = "Save")] label: &'static str,
    /// More buttons, before the filled one.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="sticky bottom-0 z-20 -mx-4 mt-6 flex flex-wrap items-center gap-x-3 gap-y-2 bg-raised px-4 py-3 pb-[calc(0.75rem+env(safe-area-inset-bottom))] shadow-bar sm:-mx-6 sm:px-6">
            <p class="min-w-0 flex-1 text-tool text-muted max-sm:hidden">{note}</p>
            <div class="ml-auto flex flex-wrap gap-2">
                <a href=discard class=button::classes(Kind::Plain, Size::Medium)>"Discard"</a>
                {children.map(|children| children())}
                <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>{label}</button>
            </div>
        </div>
    }
    .into_any()
}

/// What can be done with the chosen rows. Its children are submit buttons with `name` and `value`; it stands in the form
/// that is around the table, stays under the top bar, and needs no script: with no row chosen the answer says so.
#[component]
pub fn BulkBar(
    /// For example `Actions for the chosen products`.
    label: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div
            role="group"
            aria-label=label
            class="no-bar sticky top-14 z-10 flex items-center gap-2 border-b border-line bg-tint px-4 py-2 max-lg:overflow-x-auto sm:px-5 lg:flex-wrap"
        >
            <p class="mr-2 text-tool font-bold whitespace-nowrap">"With the chosen:"</p>
            {children()}
        </div>
    }
    .into_any()
}

/// The box that chooses a row.
#[component]
pub fn Pick(
    #[prop(default = "chosen")] name: &'static str,
    #[prop(into)] value: String,
    /// What is chosen: a product's title, an order's number.
    #[prop(into)]
    what: String,
) -> impl IntoView {
    view! {
        <label class="-m-1.5 flex size-7 items-center justify-center pointer-coarse:size-10">
            <input type="checkbox" name=name value=value aria-label=format!("Choose {what}") class="size-4 accent-brand" />
        </label>
    }
    .into_any()
}
