//! What the cart comes to.

use super::words::{plural, price_or_free, units};
use crate::ui::{
    button::{Kind, Size, bare, classes},
    icon::Icon,
};
use contracts::{cart::Cart, orders::Checkout};
use leptos::prelude::*;

/// Totals and the way to the checkout. Without a preview of the delivery it shows what the things cost, and says so.
#[component]
pub fn Summary(cart: Cart, preview: Option<Checkout>) -> impl IntoView {
    let total = preview.as_ref().map_or(cart.subtotal, |preview| preview.total);
    let parcels = cart.parcels.len();
    view! {
        <aside class="rounded-card border border-line bg-surface p-5 shadow-rest sm:p-6 lg:sticky lg:top-24" aria-label="Summary">
            <h2 class="text-lg font-bold">"Summary"</h2>
            <dl class="mt-4 space-y-3 text-[0.9375rem]">
                <Row name=format!("Products ({})", cart.count) amount=cart.subtotal.to_string() />
                {match &preview {
                    Some(preview) => view! {
                        <Row name="Delivery" below=plural(parcels, "parcel") amount=price_or_free(preview.delivery_total) />
                    }.into_any(),
                    None => view! { <Row name="Delivery" amount="At checkout, per seller" /> }.into_any(),
                }}
            </dl>
            <p class="mt-4 flex items-baseline justify-between border-t border-line pt-4">
                <span class="font-bold">{if preview.is_some() { "Total" } else { "Total without delivery" }}</span>
                <span data-testid="cart-total" class="text-2xl font-bold tracking-tight tabular-nums">{total.to_string()}</span>
            </p>
            <CheckoutLink ready=cart.can_check_out class=format!("{} mt-5 w-full max-lg:hidden", classes(Kind::Primary, Size::Large)) />
            {(!cart.can_check_out).then(|| view! {
                <p class="mt-3 text-sm font-medium text-danger">"Some lines cannot be bought as they are. Change, save or remove them first."</p>
            })}
            <ul class="mt-5 space-y-2.5 text-sm text-muted">
                <li class="flex gap-2.5">
                    <Icon name="clock" class="size-[1.125rem]" />
                    "We hold your items while you pay."
                </li>
                <li class="flex gap-2.5">
                    <Icon name="lock" class="size-[1.125rem]" />
                    "No account needed."
                </li>
            </ul>
        </aside>
    }
    .into_any()
}

#[component]
fn Row(
    #[prop(into)] name: String,
    #[prop(optional, into)] below: Option<String>,
    #[prop(into)] amount: String,
) -> impl IntoView {
    view! {
        <div class="flex justify-between gap-6">
            <dt class="text-muted">{name} {below.map(|below| view! { <span class="block text-[0.8125rem]">{below}</span> })}</dt>
            <dd class="text-right font-medium tabular-nums">{amount}</dd>
        </div>
    }
    .into_any()
}

/// The way to the checkout; shut while a line cannot be bought.
#[component]
fn CheckoutLink(ready: bool, class: String) -> impl IntoView {
    if ready {
        view! { <a href="/checkout" class=class>"Check out" <Icon name="arrow-right" /></a> }.into_any()
    } else {
        view! { <button type="button" disabled class=class>"Check out" <Icon name="arrow-right" /></button> }.into_any()
    }
}

/// Stands in the place of the phone's bar.
#[component]
pub fn PhoneBar(cart: Cart, preview: Option<Checkout>) -> impl IntoView {
    let (total, below) = match preview {
        Some(preview) => (preview.total, "with delivery".to_owned()),
        None => (cart.subtotal, units(cart.count)),
    };
    view! {
        <aside
            aria-label="Total"
            class="fixed inset-x-0 bottom-0 z-40 flex items-center gap-5 border-t border-line bg-page/95 px-4 pt-3 pb-[max(.75rem,env(safe-area-inset-bottom))] backdrop-blur-md lg:hidden"
        >
            <p class="leading-tight">
                <span class="block text-lg font-bold tabular-nums">{total.to_string()}</span>
                <span class="text-[0.8125rem] text-muted">{below}</span>
            </p>
            <CheckoutLink ready=cart.can_check_out class=format!("{} h-12 flex-1 px-7 text-base", bare(Kind::Primary)) />
        </aside>
    }
    .into_any()
}
