//! A product in a list.

use super::{
    badge::{self, Badge},
    button,
    icon::Icon,
    picture::Square,
    price::{Price, percent_off},
};
use contracts::catalog::{Card, Rating, Stock};
use leptos::prelude::*;

/// A product card. The title's link covers it; the button lies above.
#[component]
pub fn ProductCard(
    card: Card,
    /// In view when the page opens: its picture is loaded at once.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let href = format!("/p/{}", card.slug);
    let hint = match card.stock {
        Stock::Low { left } => Some(format!("Only {left} left")),
        _ => None,
    };
    view! {
        <article
            data-testid="product-card"
            class="group relative flex h-full flex-col rounded-card border border-line bg-surface p-2 shadow-rest transition-shadow duration-300 ease-calm hover:shadow-lift"
        >
            <div class="relative overflow-hidden rounded-inner">
                <Square src=card.picture.clone() first class="transition-transform duration-500 ease-calm group-hover:scale-[1.03]" />
                <Corner card=card.clone() />
            </div>
            <div class="flex flex-1 flex-col px-2 pt-3 pb-2">
                <p class="truncate text-[0.8125rem] text-muted">{card.seller.name.clone()}</p>
                <h3 class="mt-0.5 line-clamp-2 min-h-[2.6em] text-sm leading-[1.3] font-semibold text-pretty sm:text-[0.9375rem]">
                    <a
                        href=href.clone()
                        class="after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-brand"
                    >
                        {tied(&card.title)}
                    </a>
                </h3>
                {(card.rating.is_some() || hint.is_some())
                    .then(|| {
                        view! {
                            <div class="mt-2 flex flex-wrap items-center justify-between gap-x-2">
                                {card.rating.map(|rating| view! { <Stars rating /> })}
                                {hint.map(|hint| view! { <p class="text-[0.8125rem] font-medium text-warning">{hint}</p> })}
                            </div>
                        }
                    })}
                <div class="mt-auto flex items-end justify-between gap-2 pt-2.5">
                    <p class="flex min-w-0 flex-wrap items-baseline gap-x-2 self-center">
                        <Price price=card.price compare_at=card.compare_at from=card.from />
                    </p>
                    <Act card href />
                </div>
            </div>
        </article>
    }
}

/// What is worth saying on the picture.
#[component]
fn Corner(card: Card) -> impl IntoView {
    let word = match (card.stock, percent_off(card.price, card.compare_at)) {
        (Stock::Out, _) => Some((badge::Kind::Over, "Sold out".to_owned())),
        (_, Some(percent)) => Some((badge::Kind::Sale, format!("{percent}% off"))),
        _ => None,
    };
    word.map(|(kind, text)| view! { <div class="absolute top-2 left-2"><Badge kind text /></div> })
}

#[component]
fn Stars(rating: Rating) -> impl IntoView {
    view! {
        <p class="flex items-center gap-1.5 text-[0.8125rem] text-muted">
            <Icon name="star" class="size-3.5 fill-current text-star" />
            <span class="sr-only">"Rated "</span>
            <span class="font-semibold text-ink tabular-nums">{rating.stars()}</span>
            <span class="tabular-nums">{format!("({})", rating.count)}</span>
        </p>
    }
}

/// Adds what needs no choice; leads to the product otherwise.
#[component]
fn Act(card: Card, href: String) -> impl IntoView {
    let class = format!(
        "{} size-10 sm:w-auto sm:px-3.5 sm:text-sm {}",
        button::bare(button::Kind::Tint),
        "group-hover:bg-brand group-hover:text-on-brand group-hover:hover:bg-olive-700 dark:group-hover:hover:bg-olive-100"
    );
    match (card.offer, card.stock) {
        (_, Stock::Out) => ().into_any(),
        (Some(offer), _) => view! {
            <form method="post" action="/do/cart/add" class="relative z-10">
                <input type="hidden" name="offer" value=offer.to_string() />
                <button type="submit" data-testid="add-to-cart" class=class>
                    <Icon name="plus" class="size-[1.125rem]" />
                    <span class="max-sm:sr-only">"Add"</span>
                    <span class="sr-only">" "{card.title}" to cart"</span>
                </button>
            </form>
        }
        .into_any(),
        // The title's link lies over the whole card and leads to the same place; this only shows it.
        (None, _) => view! {
            <a href=href tabindex="-1" class=format!("relative z-10 {class}")>
                <Icon name="arrow-right" class="size-[1.125rem]" />
                <span class="max-sm:sr-only">"Choose"</span>
                <span class="sr-only">" a variant of "{card.title}</span>
            </a>
        }
        .into_any(),
    }
}

/// A title whose last number keeps its unit on the same line: "320 ml", "14 inch".
fn tied(title: &str) -> String {
    let mut words = title.rsplitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(unit), Some(number), Some(rest))
            if unit.len() <= 5 && number.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("{rest} {number}\u{a0}{unit}")
        }
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::tied;

    #[test]
    fn a_number_keeps_its_unit() {
        assert_eq!(tied("Indigo-dipped stoneware mug, 320 ml"), "Indigo-dipped stoneware mug, 320\u{a0}ml");
        assert_eq!(tied("Bangles, set of six"), "Bangles, set of six");
        assert_eq!(tied("Mug"), "Mug");
    }
}
