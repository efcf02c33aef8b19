//! `/cart`

use super::{
    line::{CartLine, PARTS, SavedLine, form, price_change, snag_text},
    live::LiveForms,
    summary::{PhoneBar, Summary},
    words::{plural, price_or_free, units},
};
use crate::{
    layout::{Failure, Page},
    ui::{
        alert::{Alert, Kind},
        avatar::{Avatar, Size as AvatarSize},
        button::{self, LINK, Size},
        confirm::Confirm,
        empty::EmptyState,
        head::Head,
        icon::Icon,
        when::day_range,
    },
    visit::Visit,
};
use contracts::{
    Problem,
    cart::{Cart, Line, Parcel},
    orders::{Checkout, CheckoutParcel},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The cart, grouped by seller.
#[component]
pub fn CartPage() -> impl IntoView {
    let visit = Visit::here();
    Suspend::new(async move {
        match look(&visit).await {
            Ok((cart, preview)) => view! { <Filled visit cart preview /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

/// The cart, and what its delivery would cost. Without the latter the cart is still worth showing.
async fn look(visit: &Visit) -> Result<(Cart, Option<Checkout>), Problem> {
    let chosen = BTreeMap::new();
    let (cart, preview) =
        tokio::join!(visit.ask().cart.view(&visit.caller), visit.ask().orders.checkout(&visit.caller, &chosen));
    Ok((cart?, preview.ok()))
}

#[component]
fn Filled(visit: Visit, cart: Cart, preview: Option<Checkout>) -> impl IntoView {
    let said = said(&cart);
    view! {
        <Head title="Your cart" />
        <Page own_bar=!cart.parcels.is_empty()>
            <div class="mx-auto max-w-page px-4 pt-8 sm:px-6 lg:px-8 lg:pt-12">
                <p id="cart-said" role="status" class="sr-only">{said}</p>
                <div id="cart">
                    <Contents visit cart=cart.clone() preview=preview.clone() />
                </div>
            </div>
            <div id="cart-bar">
                {(!cart.parcels.is_empty()).then(|| view! { <PhoneBar cart preview /> })}
            </div>
            <LiveForms />
        </Page>
    }
    .into_any()
}

#[component]
fn Contents(visit: Visit, cart: Cart, preview: Option<Checkout>) -> impl IntoView {
    let problem = visit.form("cart").problem();
    let saved = cart.saved.clone();
    view! {
        <Notices problem cart=cart.clone() />
        {if cart.parcels.is_empty() {
            view! {
                <EmptyState picture="spot-cart.svg" title="Nothing in here yet." text="What you add stays here for 30 days.">
                    <a href="/products" class=button::classes(button::Kind::Primary, Size::Large)>"Start looking"</a>
                </EmptyState>
            }
                .into_any()
        } else {
            view! { <Parcels visit cart preview /> }.into_any()
        }}
        {(!saved.is_empty()).then(|| view! { <Saved lines=saved /> })}
    }
    .into_any()
}

/// What the shopper has to know before anything else.
#[component]
fn Notices(problem: Option<String>, cart: Cart) -> impl IntoView {
    let things: Vec<_> = cart.parcels.iter().flat_map(|parcel| &parcel.lines).filter_map(Thing::of).collect();
    let title = match things.len() {
        0 => None,
        1 => Some("One thing has changed since you added it.".to_owned()),
        count => Some(format!("{count} things have changed since you added them.")),
    };
    view! {
        <div class="space-y-3 not-empty:mb-6">
            {problem.map(|problem| view! { <Alert kind=Kind::Danger title=problem /> })}
            {cart.notices.into_iter().map(|notice| view! { <Alert kind=Kind::Info title=notice /> }).collect_view()}
            {title.map(|title| view! {
                <Alert kind=Kind::Warning title>
                    <ul class="mt-1 space-y-1">
                        {things.into_iter().map(|thing| view! {
                            <li>
                                {thing.text} " "
                                <a href=thing.href class="font-semibold underline underline-offset-4">"See the line"</a>
                            </li>
                        }).collect_view()}
                    </ul>
                </Alert>
            })}
        </div>
    }
    .into_any()
}

/// Something about a line that the shopper has to know.
struct Thing {
    text: String,
    href: String,
}

impl Thing {
    fn of(line: &Line) -> Option<Self> {
        let text = match (line.snag, line.price_before.filter(|_| price_change(line).is_some())) {
            (Some(snag), _) => format!("{}: {}", line.title, snag_text(snag)),
            (None, Some(before)) => format!("{} went from {before} to {}.", line.title, line.price),
            (None, None) => return None,
        };
        Some(Self { text, href: format!("#line-{}", line.offer) })
    }
}

#[component]
fn Parcels(visit: Visit, cart: Cart, preview: Option<Checkout>) -> impl IntoView {
    let sellers = cart.parcels.len();
    let delivery = |parcel: &Parcel| {
        let preview = preview.as_ref()?;
        preview.parcels.iter().find(|other| other.seller.id == parcel.seller.id).cloned()
    };
    view! {
        <div class="flex flex-wrap items-baseline gap-x-3">
            <h1 class="text-title font-bold">"Your cart"</h1>
            <p class="text-muted">{format!("{} from {}", units(cart.count), plural(sellers, "seller"))}</p>
        </div>
        <div class="mt-6 grid grid-cols-1 gap-6 lg:grid-cols-[1fr_23rem] lg:items-start lg:gap-10">
            <div class="min-w-0 space-y-5">
                {cart
                    .parcels
                    .iter()
                    .map(|parcel| view! { <ParcelCard visit=visit.clone() parcel=parcel.clone() delivery=delivery(parcel) /> })
                    .collect_view()}
                <ClearCart />
            </div>
            <Summary cart preview=preview.clone() />
        </div>
    }
    .into_any()
}

#[component]
fn ParcelCard(visit: Visit, parcel: Parcel, delivery: Option<CheckoutParcel>) -> impl IntoView {
    let seller = parcel.seller;
    let chosen = delivery.and_then(|parcel| parcel.delivery.into_iter().find(|option| option.code == parcel.chosen));
    view! {
        <section class="rounded-card border border-line bg-surface px-4 shadow-rest sm:px-6" aria-label=format!("From {}", seller.name)>
            <header class="flex flex-wrap items-center gap-3 border-b border-line py-4">
                <Avatar initials=seller.initials() tint=seller.tint.clone() size=AvatarSize::Small />
                <div class="min-w-0 flex-1">
                    <h2 class="truncate font-bold">
                        <a href=format!("/shops/{}", seller.slug) class="hover:underline hover:underline-offset-4">{seller.name.clone()}</a>
                    </h2>
                    <p class="truncate text-sm text-muted">{seller.place}</p>
                </div>
                {chosen.map(|option| view! {
                    <p class="flex items-center gap-2 text-sm max-sm:w-full">
                        <Icon name="truck" class="size-[1.125rem] text-muted" />
                        <span>{format!("{}, {}", price_or_free(option.cost), day_range(option.earliest, option.latest))}</span>
                    </p>
                })}
            </header>
            <ul class="divide-y divide-line">
                {parcel
                    .lines
                    .into_iter()
                    .map(|line| {
                        let form = visit.form(&form(&line.offer.to_string()));
                        view! { <CartLine line form /> }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn ClearCart() -> impl IntoView {
    view! {
        <div class="text-right">
            <Confirm
                id="clear-cart"
                label="Empty the cart"
                class=format!("{LINK} h-10 text-sm")
                title="Empty the cart?"
                text="Everything in it goes. What you saved for later stays."
            >
                <form method="post" action="/do/cart/clear" data-live=PARTS>
                    <button type="submit" class=button::classes(button::Kind::Danger, Size::Medium)>"Empty it"</button>
                </form>
            </Confirm>
        </div>
    }
    .into_any()
}

#[component]
fn Saved(lines: Vec<Line>) -> impl IntoView {
    view! {
        <section class="mt-14" aria-labelledby="later">
            <h2 id="later" class="text-heading font-bold">
                "Saved for later " <span class="font-medium text-muted">{lines.len()}</span>
            </h2>
            <ul class="mt-5 grid gap-4 sm:grid-cols-2 lg:max-w-[46rem]">
                {lines.into_iter().map(|line| view! { <SavedLine line /> }).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

/// What changed, for who cannot see it.
fn said(cart: &Cart) -> String {
    if cart.count == 0 {
        "Your cart is empty.".to_owned()
    } else {
        format!("{} in your cart, {}.", units(cart.count), cart.subtotal)
    }
}
