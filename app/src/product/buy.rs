//! Beside the pictures: price, variants, stock, and the form that buys.

use super::{
    add::ACTION,
    variants::{Choice, choices},
};
use crate::{
    browse::shop::ships,
    cart::price_or_free,
    ui::{
        avatar::Avatar,
        badge::{self, Badge},
        button::{self, Kind, Size},
        icon::Icon,
        picture::Square,
        price::{self, Price, percent_off},
        stock::StockNote,
        when,
    },
};
use contracts::{
    Money,
    cart::MAX_QUANTITY,
    catalog::{Product, Shop, Stock, Variant},
    delivery,
    orders::DeliveryRate,
};
use leptos::prelude::*;
use time::OffsetDateTime;

#[component]
pub fn Buy(product: Product, variant: Variant, rates: Vec<DeliveryRate>) -> impl IntoView {
    let off = percent_off(variant.price, variant.compare_at);
    let badge = &product.seller.badge;
    let (price, stock) = (variant.price, variant.stock);
    view! {
        <p class="text-[0.9375rem]">
            <a href=format!("/shops/{}", badge.slug) class=button::LINK>{badge.name.clone()}</a>
            <span class="text-muted">" in "{badge.place.clone()}</span>
        </p>
        <h1 class="mt-2 text-title font-bold wrap-anywhere">{product.title.clone()}</h1>
        <div data-testid="price" class="mt-5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Price price=variant.price compare_at=variant.compare_at size=price::Size::Large />
            {off.map(|off| view! { <span class="self-center"><Badge kind=badge::Kind::Sale text=format!("{off}% off") /></span> })}
        </div>
        <p class="mt-2 text-sm text-muted">"Includes taxes."</p>
        <div class="mt-7 space-y-6">
            {(0..product.options.len()).map(|axis| view! { <Axis product=product.clone() variant=variant.clone() axis /> }).collect_view()}
        </div>
        <div class="mt-6"><StockNote stock=variant.stock /></div>
        {match variant.stock {
            Stock::Out => view! { <SoldOut product=product.clone() /> }.into_any(),
            stock => view! { <Order variant stock title=product.title.clone() /> }.into_any(),
        }}
        <Terms shop=product.seller.clone() stock price rates />
        <Seller shop=product.seller />
    }
}

/// One option: pictures where variants look different, words otherwise. Every value is a link.
#[component]
fn Axis(product: Product, variant: Variant, axis: usize) -> impl IntoView {
    let choices = choices(&product, &variant, axis);
    let name = product.options[axis].name.clone();
    let now = variant.options.get(axis).cloned().unwrap_or_default();
    let heading = format!("option-{axis}");
    let pictured = choices.len() > 1 && choices.iter().all(|choice| choice.picture.is_some()) && {
        let mut pictures: Vec<_> = choices.iter().filter_map(|choice| choice.picture).collect();
        pictures.sort_unstable();
        pictures.dedup();
        pictures.len() == choices.len()
    };
    view! {
        <div role="group" aria-labelledby=heading>
            <p id=heading.clone() class="text-sm font-semibold">{name}": "<span class="font-normal text-muted">{now}</span></p>
            <ul class="mt-2.5 flex flex-wrap gap-2.5">
                {choices
                    .into_iter()
                    .enumerate()
                    .map(|(index, choice)| {
                        let src = choice.picture.filter(|_| pictured).and_then(|index| product.pictures.get(index)).map(|picture| picture.src.clone());
                        view! { <li><Value id=format!("option-{axis}-{index}") choice src /></li> }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}

#[component]
fn Value(id: String, choice: Choice, src: Option<String>) -> impl IntoView {
    let note = match (choice.available, choice.exact) {
        (false, _) => ", sold out",
        (true, false) => ", in another combination",
        (true, true) => "",
    };
    let crossed = !choice.available || !choice.exact;
    let look = match (&src, choice.chosen) {
        (Some(_), true) => "size-16 rounded-field outline-2 outline-offset-2 outline-brand",
        (Some(_), false) => "size-16 rounded-field",
        (None, true) => {
            "h-12 min-w-12 rounded-field border border-brand bg-brand px-3 font-semibold text-on-brand sm:min-w-14 sm:px-4"
        }
        (None, false) => {
            "h-12 min-w-12 rounded-field border border-edge/70 bg-surface px-3 font-semibold hover:border-brand sm:min-w-14 sm:px-4"
        }
    };
    let cross = match (&src, crossed, choice.chosen) {
        (Some(_), true, _) => "opacity-50",
        (None, true, true) => "line-through decoration-1",
        (None, true, false) => "border-dashed text-muted line-through decoration-1",
        (_, false, _) => "",
    };
    view! {
        <a
            id=id
            href=choice.href
            data-swap="#product"
            data-testid="variant"
            rel="nofollow"
            aria-current=choice.chosen.then_some("true")
            class=format!("relative grid place-items-center overflow-hidden transition-colors {look} {cross}")
        >
            {match src {
                Some(src) => view! { <Square src first=true /><span class="sr-only">{choice.value}</span> }.into_any(),
                None => choice.value.into_any(),
            }}
            <span class="sr-only">{note}</span>
        </a>
    }
}

/// Quantity, "Add to cart", "Buy now". On phones the main action sticks to the bottom edge.
#[component]
fn Order(variant: Variant, stock: Stock, title: String) -> impl IntoView {
    let most = match stock {
        Stock::Low { left } => left,
        _ => MAX_QUANTITY,
    };
    let words = variant.options.join(", ");
    view! {
        <form method="post" action=ACTION class="mt-4">
            <input type="hidden" name="offer" value=variant.offer.to_string() />
            <div class="flex flex-wrap gap-3">
                <Stepper most title />
                <button
                    type="submit"
                    data-testid="add-to-cart"
                    class=format!("h-12 min-w-0 flex-1 px-7 text-base max-sm:hidden {}", button::bare(Kind::Primary))
                >
                    <Icon name="shopping-bag" />
                    "Add to cart"
                </button>
                <button
                    type="submit"
                    name="then"
                    value="checkout"
                    data-testid="buy-now"
                    class=format!("h-12 px-7 text-base max-sm:flex-1 sm:max-xl:w-full {}", button::bare(Kind::Secondary))
                >
                    "Buy now"
                </button>
            </div>
            <div class="fixed inset-x-0 bottom-0 z-40 flex items-center gap-4 border-t border-line bg-page/95 px-4 pt-3 pb-[max(.75rem,env(safe-area-inset-bottom))] backdrop-blur-md sm:hidden">
                <p class="min-w-0 leading-tight">
                    <span class="block text-lg font-bold tabular-nums">{variant.price.to_string()}</span>
                    {(!words.is_empty()).then(|| view! { <span class="block truncate text-[0.8125rem] text-muted">{words}</span> })}
                </p>
                <button type="submit" data-testid="add-to-cart-bar" class=format!("h-12 flex-1 px-7 text-base {}", button::bare(Kind::Primary))>
                    <Icon name="shopping-bag" />
                    "Add to cart"
                </button>
            </div>
        </form>
    }
}

#[component]
fn Stepper(most: u32, title: String) -> impl IntoView {
    view! {
        <div class="inline-flex items-center rounded-pill border border-edge/70 bg-surface">
            <button type="button" data-step="-1" class="scripted grid size-12 place-items-center rounded-full hover:bg-tint" aria-label="One less">
                <Icon name="minus" class="size-4" />
            </button>
            <label for="quantity" class="sr-only">"Quantity of "{title}</label>
            <input
                id="quantity"
                name="quantity"
                type="number"
                inputmode="numeric"
                min="1"
                max=most.to_string()
                value="1"
                autocomplete="off"
                data-testid="quantity"
                class="stepped h-12 w-12 rounded-lg bg-transparent text-center font-semibold tabular-nums"
            />
            <button type="button" data-step="1" class="scripted grid size-12 place-items-center rounded-full hover:bg-tint" aria-label="One more">
                <Icon name="plus" class="size-4" />
            </button>
        </div>
    }
}

#[component]
fn SoldOut(product: Product) -> impl IntoView {
    let others = product.variants.iter().any(|variant| variant.stock != Stock::Out);
    let category = product.path.last().cloned();
    view! {
        <p class="mt-3 text-[0.9375rem] text-muted">
            {if others { "Another combination is in stock: choose it above. " } else { "" }}
            {category.map(|crumb| view! { "Or see what else there is in "<a href=format!("/c/{}", crumb.slug) class=button::LINK>{crumb.name}</a>"." })}
        </p>
    }
}

/// What happens after buying; nothing here that the shop does not keep.
#[component]
fn Terms(shop: Shop, stock: Stock, price: Money, rates: Vec<DeliveryRate>) -> impl IntoView {
    let held = "From the order on, nobody else can buy your piece while you pay for it.";
    // What is sold out has no days of delivery, and nobody can hold it.
    let on_sale = stock != Stock::Out;
    let terms = [
        on_sale.then(|| ("truck", ships(shop.ships_in_days), deliveries(&rates, price, shop.ships_in_days))),
        (!shop.returns.is_empty()).then(|| ("undo-2", "Returns".to_owned(), vec![shop.returns])),
        on_sale.then(|| ("clock", "Held while you pay".to_owned(), vec![held.to_owned()])),
    ];
    view! {
        <ul class="mt-7 divide-y divide-line border-y border-line empty:hidden">
            {terms
                .into_iter()
                .flatten()
                .map(|(icon, title, texts)| {
                    view! {
                        <li class="flex gap-3.5 py-4">
                            <Icon name=icon class="mt-0.5 text-brand" />
                            <div class="min-w-0 text-[0.9375rem]">
                                <p class="font-semibold">{title}</p>
                                {texts.into_iter().map(|text| view! { <p class="mt-0.5 text-muted">{text}</p> }).collect_view()}
                            </div>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// When it comes and what that costs, each way in a line of its own. Where the rates are not to be had, checkout says them.
fn deliveries(rates: &[DeliveryRate], price: Money, ships_in_days: u32) -> Vec<String> {
    if rates.is_empty() {
        return vec!["Days and cost of the delivery are shown at checkout, before you pay.".to_owned()];
    }
    let today = delivery::today(OffsetDateTime::now_utc());
    let line = |rate: &DeliveryRate| {
        let (earliest, latest) = rate.range(today, ships_in_days);
        let cost = price_or_free(rate.cost_for(price)).to_lowercase();
        let free = rate.free_from.filter(|from| from.minor > price.minor);
        let free = free.map_or_else(String::new, |from| format!(", free from {from} in this shop"));
        format!("{}: {}, {cost}{free}", rate.name, when::day_range(earliest, latest))
    };
    rates.iter().map(line).collect()
}

#[component]
fn Seller(shop: Shop) -> impl IntoView {
    let badge = shop.badge;
    view! {
        <div class="mt-6 flex items-center gap-4 rounded-card bg-tint p-4">
            <Avatar initials=badge.initials() tint=badge.tint.clone() />
            <div class="min-w-0 flex-1">
                <p class="truncate font-bold">{badge.name}</p>
                <p class="text-sm text-muted">{badge.place}", here since "{shop.since}</p>
                <p class="text-sm"><a href=format!("/shops/{}#trader", badge.slug) class=button::LINK>"Who trades here"</a></p>
            </div>
            <a href=format!("/shops/{}", badge.slug) class=button::classes(Kind::Secondary, Size::Medium)>"Visit shop"</a>
        </div>
    }
}
