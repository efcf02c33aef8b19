//! The top of the first page: what this is, and a large search.

use crate::{
    browse::suggest::SuggestInput,
    ui::{
        button::{self, Kind},
        icon::Icon,
    },
};
use contracts::{money::indian, search::Search};
use leptos::prelude::*;

#[component]
pub fn Hero(seller_count: u64, often: Vec<String>) -> impl IntoView {
    let promises = [
        ("store", "Every seller has a name"),
        ("truck", "Delivery cost before you pay"),
        ("clock", "Stock held while you pay"),
    ];
    view! {
        <section class="mx-auto grid max-w-page items-center gap-10 px-4 pt-8 sm:px-6 sm:pt-12 lg:grid-cols-[1.12fr_1fr] lg:gap-16 lg:px-8 lg:pt-14">
            <div class="max-w-2xl">
                <p class="text-sm font-semibold text-muted">
                    {(seller_count > 1).then(|| format!("{} independent sellers, one cart", indian(seller_count)))}
                </p>
                <h1 class="mt-4 text-display font-bold">"Good things,"<br />"from good hands."</h1>
                <p class="mt-5 max-w-lg text-lead text-muted lg:mt-6">
                    "Buy straight from weavers, potters, growers and small workshops across India. You always know who made it and what it costs to send."
                </p>
                <form
                    role="search"
                    action="/products"
                    class="relative mt-9 hidden h-16 max-w-xl items-center rounded-pill border border-edge/60 bg-surface pl-6 shadow-lift transition-colors focus-within:border-brand hover:border-brand md:flex"
                >
                    <label for="hero-q" class="sr-only">"Search"</label>
                    <Icon name="search" class="text-muted" />
                    <SuggestInput
                        id="hero-q".to_owned()
                        value=String::new()
                        placeholder="What are you looking for?".to_owned()
                        class="px-4 text-[1.0625rem]".to_owned()
                    />
                    <button type="submit" class=format!("mr-2 h-12 px-7 text-[0.9375rem] {}", button::bare(Kind::Primary))>"Search"</button>
                </form>
                {(!often.is_empty()).then(|| view! { <Often often /> })}
                <ul class="mt-9 grid gap-x-8 gap-y-3 border-t border-line pt-6 text-[0.9375rem] sm:grid-cols-3 lg:mt-12">
                    {promises
                        .into_iter()
                        .map(|(icon, words)| {
                            view! {
                                <li class="flex items-center gap-2.5 sm:items-start">
                                    <Icon name=icon class="text-brand sm:mt-0.5" />
                                    <span class="font-medium">{words}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
            <img
                src="/pictures/scene-market.svg"
                alt="A wall of niches with a plant, a brass lamp, copper and clay ware, a folded saree, a tea tin and a wooden toy"
                width="720"
                height="760"
                fetchpriority="high"
                class="w-full rounded-[1.75rem] object-cover max-lg:aspect-[720/412] max-lg:object-top lg:rounded-[2.25rem] dark:brightness-90"
            />
        </section>
    }
}

#[component]
fn Often(often: Vec<String>) -> impl IntoView {
    view! {
        <div class="mt-6 flex flex-wrap items-center gap-2 text-sm md:mt-5">
            <h2 id="often" class="mr-1 text-muted">"Often searched"</h2>
            <ul aria-labelledby="often" class="contents">
                {often
                    .into_iter()
                    .take(5)
                    .map(|q| {
                        let href = Search { q: q.clone(), ..Search::default() }.href();
                        view! {
                            <li>
                                <a
                                    href=href
                                    class="inline-flex h-9 items-center rounded-pill bg-tint px-3.5 font-semibold hover:bg-olive-200 dark:hover:bg-olive-800"
                                >
                                    {q}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}
