//! `/p/{slug}`.

use super::{buy::Buy, gallery::Gallery, structured, variants::chosen};
use crate::{
    layout::{Failure, Page},
    ui::{card::ProductCard, crumbs::Crumbs, head::Head, swap::Swap},
    visit::{self, Visit},
};
use contracts::{
    catalog::{Card, Product},
    orders::DeliveryRate,
};
use leptos::prelude::*;

/// A product; `?variant=` chooses one of its variants.
#[component]
pub fn ProductPage() -> impl IntoView {
    let visit = Visit::here();
    let (slug, variant) = (visit::param("slug"), visit::query_value("variant"));
    Suspend::new(async move {
        let (product, rates) =
            tokio::join!(visit.ask().catalog.product(&slug), visit.shopfront.rates.of(&visit.ask().orders));
        match product {
            Ok(product) => {
                // Who sells it looks at their own, and who looks as somebody else does not shop.
                let seller = product.seller.badge.id;
                let own = visit.viewing.is_some() || visit.shops.iter().any(|shop| shop.seller == seller);
                let seen = (!own).then(|| format!("/seen/{}", product.slug));
                view! {
                    <Whole product variant rates public_url=visit.shopfront.public_url.clone() />
                    {seen.map(|src| view! { <img src=src alt="" hidden /> })}
                }
                .into_any()
            }
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn Whole(product: Product, variant: Option<String>, rates: Vec<DeliveryRate>, public_url: String) -> impl IntoView {
    let variant = chosen(&product, variant.as_deref()).cloned();
    let json_ld = structured::data(&product, variant.as_ref(), &public_url);
    // What the seller says to search engines; else what stands on the page.
    let said = |seo: &str, page: String| if seo.is_empty() { page } else { seo.to_owned() };
    let summary = said(&product.seo_about, structured::plain(&product.description_html, 160));
    let image = product.pictures.first().map(|picture| picture.src.clone());
    let front = variant.as_ref().and_then(|variant| variant.picture);
    let steps = product.path.iter().map(|crumb| (crumb.name.clone(), format!("/c/{}", crumb.slug))).collect();
    let root = product.path.first().map(|crumb| crumb.slug.clone()).unwrap_or_default();
    // Phones get the bar that buys, where there is something to buy.
    let own_bar = variant.as_ref().is_some_and(|variant| variant.stock != contracts::catalog::Stock::Out);
    view! {
        <Head
            title=said(&product.seo_title, product.title.clone())
            description=summary
            canonical=format!("/p/{}", product.slug)
            image=image.unwrap_or_default()
            kind="product"
            json_ld
        />
        <Page current=root own_bar>
            <div class="mx-auto max-w-page px-4 pt-5 sm:px-6 lg:px-8 lg:pt-8">
                <Crumbs steps here=product.title.clone() />
                <div
                    id="product"
                    class="mt-4 grid grid-cols-1 gap-8 lg:mt-6 lg:grid-cols-[1.15fr_1fr] lg:grid-rows-[auto_1fr] lg:gap-x-14 lg:gap-y-0 xl:gap-x-20"
                >
                    <Gallery pictures=product.pictures.clone() front title=product.title.clone() />
                    <section aria-label="Buy" class="min-w-0 lg:sticky lg:top-24 lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:self-start">
                        {variant.map(|variant| view! { <Buy product=product.clone() variant rates /> })}
                    </section>
                    <About product=product.clone() />
                </div>
                <Related cards=product.related />
            </div>
            <Swap />
        </Page>
    }
}

#[component]
fn About(product: Product) -> impl IntoView {
    view! {
        <div class="mt-6 min-w-0 space-y-12 border-t border-line pt-10 lg:col-start-1 lg:row-start-2 lg:mt-14 lg:space-y-14 lg:pt-12">
            {(!product.description_html.is_empty())
                .then(|| {
                    view! {
                        <section aria-labelledby="about">
                            <h2 id="about" class="text-heading font-bold">"About it"</h2>
                            // Sanitised by the catalogue when it was written.
                            <div class="words mt-4 max-w-prose leading-relaxed" inner_html=product.description_html></div>
                        </section>
                    }
                })}
            {(!product.specs.is_empty())
                .then(|| {
                    view! {
                        <section aria-labelledby="details">
                            <h2 id="details" class="text-heading font-bold">"Details"</h2>
                            <dl class="mt-3 divide-y divide-line text-[0.9375rem]">
                                {product
                                    .specs
                                    .into_iter()
                                    .map(|(name, value)| {
                                        view! {
                                            <div class="grid grid-cols-[9rem_1fr] gap-4 py-3">
                                                <dt class="text-muted">{name}</dt>
                                                <dd>{value}</dd>
                                            </div>
                                        }
                                    })
                                    .collect_view()}
                            </dl>
                        </section>
                    }
                })}
        </div>
    }
}

#[component]
fn Related(cards: Vec<Card>) -> impl IntoView {
    if cards.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="related" class="mt-14 lg:mt-24">
            <h2 id="related" class="text-heading font-bold">"More like this"</h2>
            <ul class="no-bar mt-6 -mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto px-4 pb-4 sm:-mx-6 sm:gap-5 sm:px-6 lg:mx-0 lg:grid lg:grid-cols-4 lg:overflow-visible lg:px-0">
                {cards
                    .into_iter()
                    .take(4)
                    .map(|card| view! { <li class="w-[13.5rem] shrink-0 snap-start sm:w-64 lg:w-auto"><ProductCard card /></li> })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
