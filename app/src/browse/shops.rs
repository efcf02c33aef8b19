//! `/shops`.

use super::shop::ShopCard;
use crate::{
    layout::{Failure, Page},
    ui::{crumbs::Crumbs, head::Head},
    visit::Visit,
};
use contracts::{catalog::Shop, money::indian};
use leptos::prelude::*;

/// Everybody who sells here.
#[component]
pub fn ShopsPage() -> impl IntoView {
    let visit = Visit::here();
    Suspend::new(async move {
        match visit.ask().catalog.shops().await {
            Ok(shops) => view! { <Everybody shops /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn Everybody(shops: Vec<Shop>) -> impl IntoView {
    let lead =
        format!("{} independent sellers. Each has a name, a place and rules of its own.", indian(shops.len() as u64));
    view! {
        <Head title="Sellers" description=lead.clone() canonical="/shops" />
        <Page>
            <div class="mx-auto max-w-page px-4 pt-5 sm:px-6 lg:px-8 lg:pt-8">
                <Crumbs steps=Vec::new() here="Sellers" />
                <h1 class="mt-3 text-title font-bold lg:mt-5">"Sellers"</h1>
                <p class="mt-2 text-muted max-sm:text-[0.9375rem]">{lead}</p>
                <ul class="mt-6 grid gap-5 md:grid-cols-2 lg:mt-8 lg:grid-cols-3">
                    {shops.into_iter().map(|shop| view! { <li><ShopCard shop heading_level_2=true /></li> }).collect_view()}
                </ul>
            </div>
        </Page>
    }
}
