//! The header's search: a plain form that helps while one types.

use crate::{
    browse::suggest::SuggestInput,
    ui::{button, icon::Icon},
    visit,
};
use contracts::{catalog::Category, search::Search};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn SearchForm(
    /// Of the input; unique on the page.
    id: &'static str,
    categories: Arc<Vec<Category>>,
) -> impl IntoView {
    let Search { q, within, .. } = Search::parse(&visit::query());
    let path = visit::parts().uri.path().to_owned();
    // On a category's page the search stays within it, unless one chooses otherwise.
    let within = within.or_else(|| path.strip_prefix("/c/").map(ToOwned::to_owned)).unwrap_or_default();
    let top = categories
        .iter()
        .find(|category| category.slug == within || category.children.iter().any(|child| child.slug == within))
        .map(|category| category.slug.clone());
    view! {
        <form
            role="search"
            action="/products"
            class="relative flex h-12 w-full items-center rounded-pill border border-edge/60 bg-surface pl-1 transition-colors focus-within:border-brand has-[input:focus]:outline-3 has-[input:focus]:outline-brand/25 hover:border-brand"
        >
            <label for=format!("{id}-in") class="sr-only">"Search in"</label>
            <div class="relative max-sm:hidden">
                <select
                    id=format!("{id}-in")
                    name="in"
                    class="h-10 max-w-44 appearance-none truncate rounded-pill bg-transparent pr-8 pl-4 text-sm font-semibold"
                >
                    <option value="">"Everything"</option>
                    {categories
                        .iter()
                        .map(|category| {
                            let selected = top.as_ref() == Some(&category.slug);
                            view! { <option value=category.slug.clone() selected=selected>{category.name.clone()}</option> }
                        })
                        .collect_view()}
                </select>
                <Icon name="chevron-down" class="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted" />
            </div>
            <span class="h-5 w-px bg-line max-sm:hidden" aria-hidden="true"></span>
            <Icon name="search" class="ml-3 size-[1.125rem] text-muted sm:hidden" />
            <label for=id class="sr-only">"Search"</label>
            <SuggestInput
                id=id.to_owned()
                value=q
                placeholder="Search products and sellers".to_owned()
                class="px-3 text-[0.9375rem]".to_owned()
            />
            <button type="submit" class=format!("{} mr-1 size-10", button::bare(button::Kind::Primary)) aria-label="Search">
                <Icon name="arrow-right" class="size-[1.125rem] sm:hidden" />
                <Icon name="search" class="size-[1.125rem] max-sm:hidden" />
            </button>
        </form>
    }
}
