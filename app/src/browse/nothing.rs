//! Nothing was found: say so, and show ways on.

use super::{chips::cleared, place::Place};
use crate::{
    ui::{button, icon::Icon},
    visit::Visit,
};
use contracts::{
    money::indian,
    search::{Listing, Relaxed, Search},
};
use leptos::prelude::*;

#[component]
pub fn Nothing(place: Place, listing: Listing) -> impl IntoView {
    let search = listing.search;
    let title = if search.q.is_empty() {
        "Nothing fits all of that.".to_owned()
    } else {
        format!("No match for “{}”.", search.q)
    };
    view! {
        <div class="mx-auto max-w-2xl pt-8 text-center" data-testid="nothing">
            <img src="/pictures/spot-none.svg" alt="" width="320" height="240" class="mx-auto h-44 w-auto sm:h-52 dark:brightness-90" />
            <h2 class="mt-6 text-title font-bold">{title}</h2>
            {match listing.did_you_mean {
                Some(meant) => {
                    let href = place.href(&Search { q: meant.clone(), ..cleared(&place, &search) });
                    view! {
                        <p class="mt-3 text-lead text-muted">"Did you mean "<a href=href class=button::LINK>{meant}</a>"?"</p>
                    }
                        .into_any()
                }
                None if search.filtered() => view! { <p class="mt-3 text-lead text-muted">"Let a filter go, or look somewhere else."</p> }.into_any(),
                None => view! { <p class="mt-3 text-lead text-muted">"Try a shorter or a more general word, or look around."</p> }.into_any(),
            }}
        </div>
        <div class="mx-auto mt-10 grid max-w-3xl gap-4 sm:grid-cols-2">
            {(!listing.relaxed.is_empty()).then(|| view! { <LetGo relaxed=listing.relaxed /> })}
            <Popular />
        </div>
    }
}

#[component]
fn LetGo(relaxed: Vec<Relaxed>) -> impl IntoView {
    view! {
        <section class="rounded-card border border-line bg-surface p-5 shadow-rest sm:p-6">
            <h3 class="font-bold">"Let one filter go"</h3>
            <ul class="mt-3 space-y-1">
                {relaxed
                    .into_iter()
                    .map(|relaxed| {
                        view! {
                            <li>
                                <a href=relaxed.href class="group flex min-h-10 items-center gap-3 text-[0.9375rem]">
                                    <Icon name="circle-x" class="size-[1.125rem] text-muted" />
                                    <span class="flex-1 group-hover:underline group-hover:underline-offset-4 first-letter:uppercase">{relaxed.label}</span>
                                    <span class="text-sm text-muted tabular-nums">
                                        {indian(relaxed.count)}{if relaxed.count == 1 { " product" } else { " products" }}
                                    </span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

/// The categories that hold most.
#[component]
fn Popular() -> impl IntoView {
    let mut categories = Visit::here().categories.as_ref().clone();
    categories.sort_by_key(|category| std::cmp::Reverse(category.products));
    view! {
        <section class="rounded-card bg-tint p-5 sm:p-6">
            <h3 class="font-bold">"Or look in a category"</h3>
            <ul class="mt-4 flex flex-wrap gap-2">
                {categories
                    .into_iter()
                    .take(8)
                    .map(|category| {
                        view! {
                            <li>
                                <a
                                    href=format!("/c/{}", category.slug)
                                    class="inline-flex h-10 items-center rounded-pill bg-surface px-3.5 text-sm font-semibold hover:bg-olive-200 dark:hover:bg-olive-800"
                                >
                                    {category.name}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
