//! `/`.

use super::{
    hero::Hero,
    turn::{ROW, Turn},
};
use crate::{
    browse::shop::ShopCard,
    layout::{Failure, Page},
    ui::{card::ProductCard, head::Head, icon::Icon},
    visit::Visit,
};
use contracts::{
    catalog::{Card, Category, Home, Shop},
    money::indian,
};
use leptos::prelude::*;

const SECTION: &str = "mx-auto mt-16 max-w-page px-4 sm:px-6 lg:mt-24 lg:px-8";

#[component]
pub fn HomePage() -> impl IntoView {
    let visit = Visit::here();
    Suspend::new(async move {
        match visit.ask().catalog.home().await {
            Ok(home) => view! { <Front home /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn Front(home: Home) -> impl IntoView {
    view! {
        <Head
            title="An open market"
            description="Buy straight from weavers, potters, growers and small workshops across India."
            canonical="/"
        />
        <Page hero=true>
            <Hero seller_count=home.seller_count often=home.often />
            <Categories categories=home.categories />
            <Featured cards=home.featured />
            <Sellers shops=home.sellers />
            <Band />
        </Page>
    }
}

#[component]
fn SectionHead(
    id: &'static str,
    title: &'static str,
    text: &'static str,
    more: &'static str,
    href: &'static str,
    /// Buttons before the link. On phones there is a line for both.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let lines = if children.is_some() { "max-sm:flex-col max-sm:items-stretch" } else { "" };
    view! {
        <div class=format!("flex items-end justify-between gap-x-6 gap-y-2 {lines}")>
            <div>
                <h2 id=id class="text-heading font-bold">{title}</h2>
                {(!text.is_empty()).then(|| view! { <p class="mt-1 text-muted">{text}</p> })}
            </div>
            <div class="flex shrink-0 items-center gap-4">
                {children.map(|children| children())}
                <a
                    href=href
                    class="group ml-auto flex min-h-10 items-center gap-1.5 text-[0.9375rem] font-semibold text-brand hover:underline hover:underline-offset-4"
                >
                    {more}
                    <Icon name="arrow-right" class="size-4 transition-transform group-hover:translate-x-0.5" />
                </a>
            </div>
        </div>
    }
}

/// Eight categories as arches.
#[component]
fn Categories(categories: Vec<Category>) -> impl IntoView {
    view! {
        <section class=SECTION aria-labelledby="categories">
            <SectionHead id="categories" title="Shop by category" text="" more="All products" href="/products" />
            <ul class="mt-6 grid grid-cols-4 gap-x-3 gap-y-6 sm:gap-x-5 lg:mt-8 lg:grid-cols-8">
                {categories
                    .into_iter()
                    .take(8)
                    .map(|category| {
                        view! {
                            <li>
                                <a href=format!("/c/{}", category.slug) class="group block text-center">
                                    <span class="arch block aspect-[4/5] overflow-hidden bg-tint dark:brightness-[.86]">
                                        <img
                                            src=picture(&category.picture)
                                            alt=""
                                            width="800"
                                            height="800"
                                            loading="lazy"
                                            decoding="async"
                                            class="size-full object-cover transition-transform duration-500 ease-calm group-hover:scale-105"
                                        />
                                    </span>
                                    <span class="mt-3 block text-[0.8125rem] leading-tight font-semibold group-hover:underline group-hover:underline-offset-4 sm:text-[0.9375rem]">
                                        {category.name}
                                    </span>
                                    <span class="mt-0.5 block text-xs text-muted tabular-nums sm:text-[0.8125rem]">{indian(category.products)}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

/// A row that one scrolls through, by hand, by the keys or by its buttons.
#[component]
fn Featured(cards: Vec<Card>) -> impl IntoView {
    if cards.is_empty() {
        return ().into_any();
    }
    view! {
        <section class=SECTION aria-labelledby="featured">
            <SectionHead id="featured" title="Picked from the market" text="Nobody pays to be here." more="See all" href="/products">
                <Turn />
            </SectionHead>
            <ul
                id=ROW
                tabindex="0"
                aria-labelledby="featured"
                class="no-bar mt-2 -mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto scroll-smooth px-4 py-4 focus-visible:-outline-offset-2 sm:-mx-6 sm:scroll-px-6 sm:gap-5 sm:px-6 lg:-mx-8 lg:mt-4 lg:scroll-px-8 lg:px-8 noscript:[scrollbar-width:thin]"
            >
                {cards
                    .into_iter()
                    .map(|card| view! { <li class="w-[13.5rem] shrink-0 snap-start sm:w-64 lg:w-68"><ProductCard card /></li> })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Sellers(shops: Vec<Shop>) -> impl IntoView {
    if shops.is_empty() {
        return ().into_any();
    }
    view! {
        <section class=SECTION aria-labelledby="sellers">
            <SectionHead id="sellers" title="Meet the sellers" text="Small shops with a name and a place." more="All sellers" href="/shops" />
            <ul class="mt-6 grid gap-5 md:grid-cols-2 lg:mt-8 lg:grid-cols-3">
                {shops.into_iter().take(3).map(|shop| view! { <li><ShopCard shop /></li> }).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Band() -> impl IntoView {
    let points = [
        (
            "truck",
            "Delivery, before you pay",
            "Each seller’s cost and dates stand in the checkout, before the last step.",
        ),
        (
            "shield-check",
            "The price you saw",
            "If a price or the stock changes before you order, we name the line and ask again.",
        ),
        (
            "store",
            "A name to everything",
            "On every product, parcel and order stands the shop that sent it, and its own terms for returns.",
        ),
    ];
    view! {
        <section class=SECTION aria-labelledby="dealing">
            <div class="grid gap-10 rounded-[1.75rem] bg-tint px-6 py-10 sm:px-10 lg:grid-cols-[1fr_2.2fr] lg:gap-16 lg:px-14 lg:py-16">
                <h2 id="dealing" class="text-title font-bold">"Plain dealing, on\u{a0}both sides."</h2>
                <ul class="grid gap-8 sm:grid-cols-3 lg:gap-10">
                    {points
                        .into_iter()
                        .map(|(icon, title, text)| {
                            view! {
                                <li>
                                    <Icon name=icon class="size-7 text-brand" />
                                    <h3 class="mt-4 font-bold">{title}</h3>
                                    <p class="mt-1.5 text-[0.9375rem] leading-relaxed text-muted">{text}</p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        </section>
    }
}

/// Where a category's drawing lies.
fn picture(file: &str) -> String {
    match file {
        "" => "/pictures/placeholder.svg".to_owned(),
        file if file.starts_with('/') => file.to_owned(),
        file => format!("/pictures/{file}"),
    }
}
