//! One line of the cart, with what can be done about it.

use crate::{
    ui::{
        button::{self, Kind},
        icon::Icon,
        picture::Square,
    },
    visit::Form,
};
use contracts::{
    Money,
    cart::{Line, Snag},
};
use leptos::prelude::*;

/// The parts of the page that a change of the cart exchanges.
pub const PARTS: &str = "#cart, #cart-bar, #cart-said";

/// Name of the form of a line, for what is left after it was sent.
pub fn form(offer: &str) -> String {
    format!("line-{offer}")
}

/// The cart, with a line in view.
pub fn address(offer: &str) -> String {
    format!("/cart#line-{offer}")
}

/// What stands in the way, and what to do.
pub fn snag_text(snag: Snag) -> String {
    match snag {
        Snag::Short { available: 1 } => "Only 1 is left. Please take one.".to_owned(),
        Snag::Short { available } => format!("Only {available} are left. Please take {available} or fewer."),
        Snag::SoldOut => "Sold out. Save it for later, or remove it.".to_owned(),
        Snag::Gone => "No longer sold. Please remove it.".to_owned(),
    }
}

/// `₹200 more than before`; nothing when the price is the same.
pub fn price_change(line: &Line) -> Option<String> {
    let before = line.price_before.filter(|before| before.currency == line.price.currency)?;
    let change = line.price.minor.checked_sub(before.minor).filter(|change| *change != 0)?;
    let amount = Money::new(change.checked_abs()?, line.price.currency);
    Some(format!("{amount} {} than before", if change > 0 { "more" } else { "less" }))
}

/// A line of a parcel; `form` is what is left of its last submission.
#[component]
pub fn CartLine(line: Line, form: Form) -> impl IntoView {
    let href = format!("/p/{}", line.slug);
    view! {
        <li
            id=format!("line-{}", line.offer)
            data-testid="cart-line"
            class="grid grid-cols-[5rem_1fr_auto] gap-x-4 py-5 sm:grid-cols-[6.5rem_1fr_auto] sm:gap-x-5"
        >
            <a href=href.clone() tabindex="-1" aria-hidden="true" class="row-span-2 self-start overflow-hidden rounded-field">
                <Square src=line.picture.clone() />
            </a>
            <div class="min-w-0 max-sm:col-span-2">
                <h3 class="leading-snug font-semibold text-wrap">
                    <a href=href class="hover:underline hover:underline-offset-4">{line.title.clone()}</a>
                </h3>
                {(!line.variant.is_empty()).then(|| view! { <p class="mt-1 text-sm text-muted">{line.variant.clone()}</p> })}
                {price_change(&line).map(|text| view! { <Chip icon="tag" text class="bg-warning-soft text-warning" /> })}
                {line.snag.map(|snag| view! { <Chip icon="circle-alert" text=snag_text(snag) class="bg-danger-soft text-danger" /> })}
            </div>
            <p class="text-right max-sm:col-start-3 max-sm:row-start-2 max-sm:mt-3">
                <span class="block text-[1.0625rem] font-bold tabular-nums">{line.total.to_string()}</span>
                {(line.quantity > 1).then(|| view! { <span class="text-sm text-muted tabular-nums">{line.price.to_string()} " each"</span> })}
            </p>
            <LineForm line=line.clone() form />
        </li>
    }
    .into_any()
}

#[component]
fn Chip(icon: &'static str, #[prop(into)] text: String, class: &'static str) -> impl IntoView {
    view! {
        <p class=format!("mt-2 flex w-fit items-center gap-1.5 rounded-field px-2.5 py-1 text-[0.8125rem] font-semibold {class}")>
            <Icon name=icon class="size-4" />
            {text}
        </p>
    }
    .into_any()
}

/// Quantity, and the two ways out. The first button is the one that Enter presses: it takes what was typed.
#[component]
fn LineForm(line: Line, form: Form) -> impl IntoView {
    let offer = line.offer.to_string();
    let error = form.error("quantity").or_else(|| form.problem());
    let (field, message, set) = (format!("q-{offer}"), format!("q-{offer}-error"), format!("set-{offer}"));
    let described = error.is_some().then(|| message.clone());
    let quiet = format!("{} h-10 px-3 text-sm font-medium text-muted", button::bare(Kind::Ghost));
    view! {
        <form method="post" action="/do/cart/change" data-live=PARTS class="col-start-2 col-end-4 row-start-2 mt-3 flex flex-wrap items-center gap-y-1 sm:col-end-3">
            <input type="hidden" name="offer" value=offer.clone() />
            <button type="submit" id=set.clone() tabindex="-1" class="sr-only">{format!("Change the quantity of {}", line.title)}</button>
            <div data-live-press=set class="inline-flex items-center rounded-pill border border-edge/70 bg-surface">
                <StepButton id=format!("less-{offer}") step="-1" icon="minus" label=format!("One less of {}", line.title) />
                <label for=field.clone() class="sr-only">{format!("Quantity of {}", line.title)}</label>
                <input
                    id=field
                    name="quantity"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="4"
                    value=form.value("quantity", &line.quantity.to_string())
                    data-testid="quantity"
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described
                    class="h-10 w-9 bg-transparent text-center font-semibold tabular-nums"
                />
                <StepButton id=format!("more-{offer}") step="1" icon="plus" label=format!("One more of {}", line.title) />
            </div>
            <span class="flex max-sm:-ml-3 max-sm:w-full sm:ml-2">
                <button type="submit" formaction="/do/cart/save" aria-label=format!("Save for later: {}", line.title) class=quiet.clone()>
                    "Save for later"
                </button>
                <button type="submit" formaction="/do/cart/remove" aria-label=format!("Remove {}", line.title) class=quiet>
                    "Remove"
                </button>
            </span>
            {error.map(|error| view! { <p id=message role="alert" class="w-full pt-1 text-sm font-medium text-danger">{error}</p> })}
        </form>
    }
    .into_any()
}

#[component]
fn StepButton(id: String, step: &'static str, icon: &'static str, label: String) -> impl IntoView {
    view! {
        <button type="submit" id=id name="step" value=step aria-label=label class="grid size-10 place-items-center rounded-full hover:bg-tint">
            <Icon name=icon class="size-4" />
        </button>
    }
    .into_any()
}

/// Something saved for later.
#[component]
pub fn SavedLine(line: Line) -> impl IntoView {
    let (href, offer) = (format!("/p/{}", line.slug), line.offer.to_string());
    let gone = line.snag.filter(|snag| !matches!(snag, Snag::Short { .. }));
    view! {
        <li data-testid="saved-line" class="flex gap-4 rounded-card border border-line bg-surface p-3 shadow-rest">
            <a href=href.clone() tabindex="-1" aria-hidden="true" class="w-24 shrink-0 self-start overflow-hidden rounded-inner">
                <Square src=line.picture />
            </a>
            <div class="flex min-w-0 flex-1 flex-col py-1">
                <h3 class="line-clamp-2 text-[0.9375rem] leading-snug font-semibold">
                    <a href=href class="hover:underline hover:underline-offset-4">{line.title.clone()}</a>
                </h3>
                {(!line.variant.is_empty()).then(|| view! { <p class="text-sm text-muted">{line.variant}</p> })}
                <p class="mt-1 font-bold tabular-nums">{line.price.to_string()}</p>
                {gone.map(|snag| {
                    let text = if snag == Snag::Gone { "No longer sold" } else { "Sold out" };
                    view! { <p class="text-sm font-semibold text-danger">{text}</p> }
                })}
                <form method="post" action="/do/cart/restore" data-live=PARTS class="mt-auto flex flex-wrap gap-1 pt-2">
                    <input type="hidden" name="offer" value=offer />
                    {gone.is_none().then(|| {
                        view! {
                            <button
                                type="submit"
                                aria-label=format!("Move to cart: {}", line.title)
                                class=format!("{} h-10 px-4 text-sm", button::bare(Kind::Tint))
                            >
                                "Move to cart"
                            </button>
                        }
                    })}
                    <button
                        type="submit"
                        formaction="/do/cart/forget"
                        aria-label=format!("Remove {}", line.title)
                        class=format!("{} h-10 px-3 text-sm font-medium text-muted", button::bare(Kind::Ghost))
                    >
                        "Remove"
                    </button>
                </form>
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{
        Currency,
        ids::{OfferId, ProductId},
    };

    fn line(price: i64, before: Option<i64>) -> Line {
        let inr = |minor| Money::new(minor, Currency::Inr);
        Line {
            offer: OfferId(uuid::Uuid::nil()),
            product: ProductId(uuid::Uuid::nil()),
            slug: "brass-lamp".to_owned(),
            title: "Brass lamp".to_owned(),
            variant: String::new(),
            picture: String::new(),
            quantity: 1,
            price: inr(price),
            total: inr(price),
            price_before: before.map(inr),
            available: 5,
            snag: None,
        }
    }

    #[test]
    fn a_price_change_says_how_much() {
        assert_eq!(price_change(&line(345_000, Some(325_000))).as_deref(), Some("₹200 more than before"));
        assert_eq!(price_change(&line(325_000, Some(345_000))).as_deref(), Some("₹200 less than before"));
        assert_eq!(price_change(&line(325_000, Some(325_000))), None);
        assert_eq!(price_change(&line(325_000, None)), None);
    }

    #[test]
    fn a_snag_says_what_to_do() {
        assert_eq!(snag_text(Snag::Short { available: 1 }), "Only 1 is left. Please take one.");
        assert_eq!(snag_text(Snag::Short { available: 3 }), "Only 3 are left. Please take 3 or fewer.");
    }
}
