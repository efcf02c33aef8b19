//! `/shops/{seller}`, and the card that leads there.

use super::{list::robots, place::Place, results::Results};
use crate::{
    layout::{Failure, Page},
    ui::{
        avatar::{self, Avatar},
        crumbs::Crumbs,
        head::Head,
        icon::Icon,
        picture::Square,
    },
    visit::{self, Visit},
};
use contracts::{
    Kind, Problem,
    catalog::Shop,
    identity::Imprint,
    money::indian,
    search::{Listing, Search},
};
use leptos::prelude::*;

/// A shop and what it sells.
#[component]
pub fn ShopPage() -> impl IntoView {
    let visit = Visit::here();
    let slug = visit::param("seller");
    let search = Search { sellers: vec![slug.clone()], ..Search::parse(&visit::query()) };
    Suspend::new(async move {
        let catalog = &visit.ask().catalog;
        match tokio::try_join!(catalog.shop(&slug), catalog.listing(&search)) {
            Ok((shop, listing)) => {
                let imprint = visit.ask().identity.imprint(shop.badge.id).await;
                view! { <Front shop listing imprint /> }.into_any()
            }
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn Front(shop: Shop, listing: Listing, imprint: Result<Imprint, Problem>) -> impl IntoView {
    let badge = shop.badge.clone();
    let place = Place::Shop(badge.slug.clone());
    let canonical = place.path(&Search::default());
    let robots = robots(&listing);
    let rated =
        shop.rating.map(|rating| ("star", format!("Rated {} ({})", rating.stars(), indian(rating.count.into()))));
    let facts = [
        ("map-pin", badge.place.clone()),
        ("truck", ships(shop.ships_in_days)),
        ("calendar-clock", format!("On Levomart since {}", shop.since)),
        ("package", products(shop.products)),
    ];
    view! {
        <Head title=badge.name.clone() description=shop.about.clone() canonical=canonical robots />
        <Page>
            <div class="mx-auto max-w-page px-4 pt-5 sm:px-6 lg:px-8 lg:pt-8">
                <Crumbs steps=vec![("Sellers".to_owned(), "/shops".to_owned())] here=badge.name.clone() />
                <section class="mt-4 rounded-card bg-tint p-5 sm:p-8 lg:mt-6">
                    <div class="flex items-center gap-4 sm:gap-6">
                        <Avatar initials=badge.initials() tint=badge.tint.clone() size=avatar::Size::Large />
                        <h1 class="min-w-0 text-title font-bold wrap-anywhere">{badge.name.clone()}</h1>
                    </div>
                    <p class="mt-5 max-w-prose leading-relaxed">{shop.about.clone()}</p>
                    <ul class="mt-5 flex flex-wrap gap-x-6 gap-y-2 text-[0.9375rem] text-muted">
                        {rated
                            .into_iter()
                            .chain(facts)
                            .map(|(icon, words)| view! { <li class="flex items-center gap-2"><Icon name=icon class="size-[1.125rem]" />{words}</li> })
                            .collect_view()}
                    </ul>
                    {(!shop.returns.is_empty())
                        .then(|| {
                            view! {
                                <p class="mt-3 flex max-w-prose items-start gap-2 text-[0.9375rem] text-muted">
                                    <Icon name="undo-2" class="mt-0.5 size-[1.125rem]" />
                                    <span><span class="sr-only">"Returns: "</span>{shop.returns.clone()}</span>
                                </p>
                            }
                        })}
                </section>
                <Results place listing />
                <Traded imprint />
            </div>
        </Page>
    }
}

/// Who trades under the shop's name, as the law wants it to be told. A shop that the operator has opened says nothing.
#[component]
fn Traded(imprint: Result<Imprint, Problem>) -> impl IntoView {
    let inside = match imprint {
        Err(problem) if problem.kind == Kind::NotFound => return ().into_any(),
        Err(_) => view! { <p class="text-muted">"This cannot be shown right now. Please look again in a moment."</p> }
            .into_any(),
        Ok(Imprint { contact, trader, register }) => {
            let at = &trader.address;
            let town = format!("{} {}", at.city, at.postal_code);
            let parts = [&at.line1, &at.line2, &town, &at.region];
            let address = parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ");
            let facts = [
                ("Name", trader.legal_name),
                ("Address", address),
                ("E-mail", contact.email),
                ("Phone", contact.phone),
                ("Registered with", register),
                ("Trade register", trader.registration),
            ];
            let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
            view! {
                <dl class="grid gap-x-8 gap-y-2 text-[0.9375rem] sm:grid-cols-[auto_1fr]">
                    {facts
                        .map(|(name, value)| view! { <dt class="text-muted max-sm:mt-1">{name}</dt><dd class="wrap-anywhere">{value}</dd> })
                        .collect_view()}
                </dl>
                {trader
                    .certified
                    .then(|| {
                        view! { <p class="mt-4 max-w-prose text-sm text-muted">"This trader has declared to sell only what the law allows."</p> }
                    })}
            }
            .into_any()
        }
    };
    view! {
        <section id="trader" aria-labelledby="trader-title" class="mt-14 border-t border-line pt-8">
            <h2 id="trader-title" class="mb-4 text-heading font-bold">"Who trades here"</h2>
            {inside}
        </section>
    }
    .into_any()
}

/// "Ships in 2 working days."
pub fn ships(days: u32) -> String {
    match days {
        0 => "Ships the same day".to_owned(),
        1 => "Ships in 1 working day".to_owned(),
        days => format!("Ships in {days} working days"),
    }
}

/// A shop among others.
#[component]
pub fn ShopCard(shop: Shop, #[prop(optional)] heading_level_2: bool) -> impl IntoView {
    let badge = shop.badge;
    let link = view! { <a href=format!("/shops/{}", badge.slug) class="after:absolute after:inset-0 after:rounded-card">{badge.name.clone()}</a> };
    let heading = "truncate text-[1.0625rem] font-bold";
    view! {
        <article class="group relative flex h-full flex-col overflow-hidden rounded-card border border-line bg-surface p-2 shadow-rest transition-shadow duration-300 hover:shadow-lift">
            <Shelf pictures=shop.pictures />
            <div class="flex flex-1 flex-col p-4 pt-5">
                <div class="flex items-center gap-3">
                    <Avatar initials=badge.initials() tint=badge.tint.clone() />
                    <div class="min-w-0">
                        {if heading_level_2 {
                            view! { <h2 class=heading>{link}</h2> }.into_any()
                        } else {
                            view! { <h3 class=heading>{link}</h3> }.into_any()
                        }}
                        <p class="truncate text-sm text-muted">{badge.place}</p>
                    </div>
                </div>
                <p class="mt-4 line-clamp-3 text-[0.9375rem] leading-relaxed">{shop.about}</p>
                <div class="mt-auto flex items-center justify-between gap-4 pt-4 text-[0.8125rem] text-muted">
                    <p>{products(shop.products)}</p>
                    <p>"On Levomart since "{shop.since}</p>
                </div>
            </div>
        </article>
    }
}

/// `1,204 products`, or that there are more than anybody counts.
fn products(count: u64) -> String {
    match count {
        1 => "1 product".to_owned(),
        more if more > Shop::COUNTED.into() => format!("{}+ products", indian(Shop::COUNTED.into())),
        count => format!("{} products", indian(count)),
    }
}

/// Up to three of its goods: one large, two beside it. Fewer share the same space.
#[component]
fn Shelf(pictures: Vec<String>) -> impl IntoView {
    let three = pictures.len() >= 3;
    let columns = if three { "grid-cols-[2fr_1fr] grid-rows-2" } else { "grid-flow-col auto-cols-fr" };
    view! {
        <div class=format!("grid aspect-[3/2] gap-1.5 overflow-hidden rounded-inner bg-tint {columns}")>
            {pictures
                .into_iter()
                .take(3)
                .enumerate()
                .map(|(index, src)| {
                    let span = if three && index == 0 { "row-span-2" } else { "" };
                    view! { <Square src class=format!("h-full min-h-0 {span}") /> }
                })
                .collect_view()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::products;

    #[test]
    fn nobody_counts_a_shop_to_its_end() {
        let said = [0, 1, 1_204, 10_000, 10_001].map(products);

        assert_eq!(said, ["0 products", "1 product", "1,204 products", "10,000 products", "10,000+ products"]);
    }
}
