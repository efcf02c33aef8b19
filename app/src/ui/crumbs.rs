//! The way from the home page to here.

use super::icon::Icon;
use leptos::prelude::*;

/// Breadcrumbs. `steps` are label and address; `here` is the page itself.
#[component]
pub fn Crumbs(steps: Vec<(String, String)>, #[prop(into)] here: String) -> impl IntoView {
    view! {
        <nav aria-label="Breadcrumb" class="text-sm text-muted">
            <ol class="no-bar flex items-center gap-1.5 overflow-x-auto whitespace-nowrap">
                <li><a href="/" class="inline-block py-1 hover:text-ink hover:underline hover:underline-offset-4">"Home"</a></li>
                {steps
                    .into_iter()
                    .map(|(label, href)| {
                        view! {
                            <li class="flex items-center gap-1.5">
                                <Icon name="chevron-right" class="size-3.5" />
                                <a href=href class="py-1 hover:text-ink hover:underline hover:underline-offset-4">{label}</a>
                            </li>
                        }
                    })
                    .collect_view()}
                <li class="flex items-center gap-1.5">
                    <Icon name="chevron-right" class="size-3.5" />
                    <span aria-current="page" class="text-ink">{here}</span>
                </li>
            </ol>
        </nav>
    }
}
