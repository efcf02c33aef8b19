//! Beside an order: what it came to, where it goes, what else can be done.

use super::state::{of_group, units};
use crate::{
    account::postal::Envelope,
    cart::{plural, price_or_free},
    ui::{
        button::{Kind, LINK, Size, classes},
        confirm::Confirm,
        field::{Field, Summary as Errors},
    },
    visit::Form,
};
use contracts::orders::{Group, GroupStatus};
use leptos::prelude::*;

const CARD: &str = "rounded-card border border-line bg-surface p-5 shadow-rest sm:p-6";

#[component]
pub fn Beside(
    group: Group,
    /// The form that makes an account of a guest's order; none for who has one.
    keep: Option<Form>,
) -> impl IntoView {
    let keep = keep.filter(|_| matches!(group.status, GroupStatus::Paid | GroupStatus::Completed));
    let cancellable = group.orders.iter().filter(|order| order.can_cancel).count();
    let id = group.id.to_string();
    view! {
        <aside class="space-y-5 lg:pt-1" aria-label="About this order">
            <Sums group=group.clone() />
            <section class=CARD>
                <h2 class="font-bold">"Going to"</h2>
                <Envelope postal=group.postal.clone() class="mt-2 text-[0.9375rem] text-muted" />
                <p class="mt-2 text-[0.9375rem] text-muted">"Updates go to " <span class="break-words text-ink">{group.email.clone()}</span></p>
            </section>
            {keep.map(|form| view! { <Keep form group=id.clone() email=group.email.clone() /> })}
            <div class="flex flex-wrap items-center gap-x-5 gap-y-1 px-1 text-[0.9375rem]">
                <a href="/products" class=format!("py-2 {LINK}")>"Continue shopping"</a>
                {(cancellable > 1).then(|| view! {
                    <Confirm
                        id="cancel-all"
                        label="Cancel the whole order"
                        class=format!("py-2 {LINK}")
                        title="Cancel the whole order?"
                        text="Everything that can still be stopped is stopped. What was paid for it goes back to you."
                        keep="Keep the order"
                    >
                        <form method="post" action="/do/orders/cancel">
                            <input type="hidden" name="group" value=id />
                            <button type="submit" class=classes(Kind::Danger, Size::Medium)>"Cancel the order"</button>
                        </form>
                    </Confirm>
                })}
            </div>
        </aside>
    }
    .into_any()
}

#[component]
fn Sums(group: Group) -> impl IntoView {
    let parcels = plural(group.orders.len(), "parcel");
    view! {
        <section class=CARD>
            <h2 class="font-bold">{of_group(group.status).0}</h2>
            <dl class="mt-3 space-y-3 text-[0.9375rem]">
                <div class="flex justify-between gap-6">
                    <dt class="text-muted">{format!("Products ({})", units(&group))}</dt>
                    <dd class="font-medium tabular-nums">{group.items_total.to_string()}</dd>
                </div>
                <div class="flex justify-between gap-6">
                    <dt class="text-muted">"Delivery"<span class="block text-[0.8125rem]">{parcels}</span></dt>
                    <dd class="font-medium tabular-nums">{price_or_free(group.delivery_total)}</dd>
                </div>
            </dl>
            <p class="mt-4 flex justify-between border-t border-line pt-4 font-bold">
                <span>"Total"</span>
                <span data-testid="order-total" class="text-lg tabular-nums">{group.total.to_string()}</span>
            </p>
            {(group.refund_total.minor > 0).then(|| view! {
                <p class="mt-2 flex justify-between text-[0.9375rem]">
                    <span class="text-muted">"Goes back to you"</span>
                    <span data-testid="refund-total" class="font-medium tabular-nums">{group.refund_total.to_string()}</span>
                </p>
            })}
        </section>
    }
    .into_any()
}

/// Everything about an account is known but its password.
#[component]
fn Keep(form: Form, group: String, email: String) -> impl IntoView {
    view! {
        <section class="rounded-card bg-tint p-5 sm:p-6">
            <h2 class="font-bold">"Keep this order"</h2>
            <p class="mt-1.5 text-[0.9375rem] leading-relaxed text-muted">
                {format!("Choose a password, and find it under {email} next time. Nothing else to fill in.")}
            </p>
            <div class="mt-4"><Errors form=form.clone() /></div>
            <form method="post" action="/do/orders/keep" class="space-y-3">
                <input type="hidden" name="group" value=group />
                <input type="hidden" name="email" value=email autocomplete="username" />
                <Field form name="password" label="New password" kind="password" autocomplete="new-password" maxlength=200 hint="At least 8 characters." />
                <button type="submit" class=format!("{} w-full", classes(Kind::Primary, Size::Medium))>"Create account"</button>
            </form>
        </section>
    }
    .into_any()
}
