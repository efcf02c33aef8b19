//! `/shops`.

use super::shop::ShopCard;
use crate::{
    layout::{Failure, Page},
    room::address,
    ui::{
        button::{self, Kind, Size},
        crumbs::Crumbs,
        head::Head,
    },
    visit::{self, Visit},
};
use contracts::{catalog::Shop, page};
use leptos::prelude::*;

/// Everybody who sells here, by name.
#[component]
pub fn ShopsPage() -> impl IntoView {
    let (visit, after) = (Visit::here(), visit::query_value("after"));
    Suspend::new(async move {
        match visit.ask().catalog.shops(after.as_deref()).await {
            Ok(shops) => view! { <Everybody shops later=after.is_some() /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn Everybody(shops: page::Page<Shop>, later: bool) -> impl IntoView {
    let lead = "Independent sellers. Each has a name, a place and rules of its own.";
    let page::Page { items, next } = shops;
    view! {
        <Head title="Sellers" description=lead canonical="/shops" />
        <Page>
            <div class="mx-auto max-w-page px-4 pt-5 sm:px-6 lg:px-8 lg:pt-8">
                <Crumbs steps=Vec::new() here="Sellers" />
                <h1 class="mt-3 text-title font-bold lg:mt-5">"Sellers"</h1>
                <p class="mt-2 text-muted max-sm:text-[0.9375rem]">{lead}</p>
                <ul class="mt-6 grid gap-5 md:grid-cols-2 lg:mt-8 lg:grid-cols-3">
                    {items.into_iter().map(|shop| view! { <li><ShopCard shop heading_level_2=true /></li> }).collect_view()}
                </ul>
                {(later || next.is_some()).then(|| view! { <Pages next later /> })}
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn Pages(next: Option<String>, later: bool) -> impl IntoView {
    let start = later
        .then(|| view! { <a href="/shops" class=button::classes(Kind::Ghost, Size::Large)>"Back to the start"</a> });
    let next = next.map(|next| {
        let href = address::with(&[("after", &next)]);
        view! { <a href=href rel="next" class=button::classes(Kind::Secondary, Size::Large)>"More sellers"</a> }
    });
    view! { <nav aria-label="Pages" class="mt-10 flex flex-wrap justify-center gap-3">{start}{next}</nav> }.into_any()
}
