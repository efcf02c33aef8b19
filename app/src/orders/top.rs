//! The head of an order's page: thanks, or what is still to do.

use super::{held, state};
use crate::ui::{
    alert::{Alert, Kind},
    button::{self, LINK, Size},
    hold::Hold,
    icon::Icon,
    when::{day_of, moment},
};
use contracts::orders::{Group, GroupStatus};
use leptos::prelude::*;

/// To somebody who has just paid.
#[component]
pub fn Thanks(group: Group) -> impl IntoView {
    let sellers = match group.orders.len() {
        1 => "the seller is on it".to_owned(),
        count => format!("{} sellers are on it", state::word(count)),
    };
    let first = group.postal.name.split_whitespace().next().unwrap_or("and welcome").to_owned();
    view! {
        <div class="flex items-start gap-4 sm:gap-5">
            <span class="grid size-12 shrink-0 place-items-center rounded-full bg-success-soft text-success sm:size-14">
                <Icon name="check" class="size-6 stroke-2 sm:size-7" />
            </span>
            <div class="min-w-0">
                <h1 class="text-title font-bold">{format!("Thank you, {first}.")}</h1>
                <p class="mt-2 max-w-prose text-lead break-words text-muted">
                    {format!("Your order is paid and {sellers}. We are writing to {}.", group.email)}
                </p>
                <p class="mt-3 text-[0.9375rem]">
                    <span class="text-muted">"Order "</span>
                    <strong data-testid="order-number" class="font-bold tabular-nums">{group.number}</strong>
                    <span class="px-1.5 text-muted">"·"</span>
                    {moment(group.placed_at)}
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// Whenever one comes back.
#[component]
pub fn Title(group: Group) -> impl IntoView {
    view! {
        <nav aria-label="Breadcrumb" class="text-sm">
            <a href="/orders" class="inline-flex items-center gap-1.5 py-2 text-muted hover:text-ink hover:underline">
                <Icon name="chevron-left" class="size-4" />
                "All orders"
            </a>
        </nav>
        <h1 class="mt-2 text-title font-bold tabular-nums">"Order " <span data-testid="order-number">{group.number.clone()}</span></h1>
        <p class="mt-2 text-muted">{format!("Placed on {}. {}", day_of(group.placed_at), state::sentence(&group))}</p>
    }
    .into_any()
}

/// What is still to do, or went wrong; nothing when all is well.
#[component]
pub fn ToDo(group: Group) -> impl IntoView {
    let refund = (group.refund_total.minor > 0).then(|| {
        let text = format!("{} goes back to the card it was paid with.", group.refund_total);
        view! { <Alert kind=Kind::Info title=text class="mt-6" /> }
    });
    match group.status {
        GroupStatus::Pending if held::left_s(group.hold_expires_at) > 0 => view! { <PayNow group /> }.into_any(),
        GroupStatus::Pending | GroupStatus::Expired => view! {
            <Alert kind=Kind::Warning title="This order was not paid in time." class="mt-6">
                <p>"We could not keep the items any longer. Should a payment come in after all, it goes back to you."</p>
            </Alert>
            <Reorder group />
        }
        .into_any(),
        GroupStatus::Cancelled => view! {
            {refund.is_none().then(|| view! {
                <Alert kind=Kind::Info title="This order was cancelled before it was paid." class="mt-6">
                    <p>"Should a payment come in after all, it goes back to you."</p>
                </Alert>
            })}
            {refund}
            <Reorder group />
        }
        .into_any(),
        GroupStatus::Paid => refund.into_any(),
        GroupStatus::Completed => view! { {refund} <Reorder group /> }.into_any(),
    }
}

#[component]
fn PayNow(group: Group) -> impl IntoView {
    let left_s = held::left_s(group.hold_expires_at);
    view! {
        <div class="mt-6 flex flex-wrap items-center gap-4 rounded-card border border-line bg-surface p-5 shadow-rest sm:p-6">
            <div class="min-w-0 flex-1 basis-72">
                <p class="font-bold">"This order is not paid yet."</p>
                <div class="mt-3"><Hold left_s until=held::until(group.hold_expires_at) /></div>
            </div>
            <a href=format!("/pay/{}", group.id) data-testid="pay-now" class=button::classes(button::Kind::Primary, Size::Large)>
                {format!("Pay {}", group.total)}
            </a>
        </div>
    }
    .into_any()
}

#[component]
fn Reorder(group: Group) -> impl IntoView {
    view! {
        <form method="post" action="/do/orders/reorder" class="mt-4">
            <input type="hidden" name="group" value=group.id.to_string() />
            <button type="submit" data-testid="reorder" class=button::classes(button::Kind::Secondary, Size::Medium)>
                <Icon name="rotate-cw" class="size-4" />
                "Put everything in the cart again"
            </button>
        </form>
    }
    .into_any()
}

/// The payment has arrived, the order has not heard of it yet.
#[component]
pub fn Arriving(group: Group) -> impl IntoView {
    view! {
        <div role="status">
            <h1 class="text-title font-bold">"Your payment has arrived."</h1>
            <p class="mt-2 max-w-prose text-lead text-muted">
                {format!("Order {} is being confirmed. ", group.number)}
                <a href=format!("/orders/{}?paid", group.id) class=LINK>"Look again"</a>
            </p>
        </div>
    }
    .into_any()
}
