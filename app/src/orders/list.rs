//! `/orders`

use super::state::{StatePill, of_group};
use crate::{
    cart::{plural, units},
    layout::{Failure, Page},
    ui::{
        button::{Kind, LINK, Size, classes},
        empty::EmptyState,
        head::Head,
        picture::Square,
        when::day_of,
    },
    visit::{self, Visit},
};
use contracts::{Problem, orders::GroupSummary, page};
use leptos::prelude::*;

/// The caller's orders, newest first.
#[component]
pub fn OrdersPage() -> impl IntoView {
    let visit = Visit::here();
    let after = visit::query_value("after");
    Suspend::new(async move {
        match look(&visit, after.as_deref()).await {
            Ok(orders) => view! { <Listed orders guest=!visit.logged_in() later=after.is_some() /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

async fn look(visit: &Visit, after: Option<&str>) -> Result<page::Page<GroupSummary>, Problem> {
    if visit.caller.subject().is_none() {
        return Ok(page::Page { items: Vec::new(), next: None });
    }
    visit.ask().orders.list(&visit.caller, after).await
}

#[component]
fn Listed(orders: page::Page<GroupSummary>, guest: bool, later: bool) -> impl IntoView {
    let next: Option<String> = orders.next.map(|next| form_urlencoded::byte_serialize(next.as_bytes()).collect());
    view! {
        <Head title="Your orders" />
        <Page>
            <div class="mx-auto max-w-page px-4 pt-8 sm:px-6 lg:px-8 lg:pt-12">
                {if orders.items.is_empty() {
                    view! { <Nothing guest /> }.into_any()
                } else {
                    view! {
                        <h1 class="text-title font-bold">"Your orders"</h1>
                        {guest.then(|| view! { <GuestHint /> })}
                        <ul class="mt-6 max-w-4xl space-y-4">
                            {orders.items.into_iter().map(|order| view! { <OrderRow order /> }).collect_view()}
                        </ul>
                    }
                        .into_any()
                }}
                <p class="mt-6 flex gap-6">
                    {later.then(|| view! { <a href="/orders" class=format!("py-2 {LINK}")>"Newest orders"</a> })}
                    {next.map(|next| view! { <a href=format!("/orders?after={next}") rel="next" class=format!("py-2 {LINK}")>"Older orders"</a> })}
                </p>
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn Nothing(guest: bool) -> impl IntoView {
    let text = if guest {
        "Orders of this visit appear here. For earlier ones, log in or open the link in the mail about them."
    } else {
        "What you order appears here, parcel by parcel."
    };
    view! {
        <EmptyState picture="spot-pause.svg" title="No orders yet." text>
            <a href="/products" class=classes(Kind::Primary, Size::Large)>"Start looking"</a>
            {guest.then(|| view! { <a href="/login?next=/orders" class=classes(Kind::Secondary, Size::Large)>"Log in"</a> })}
        </EmptyState>
    }
    .into_any()
}

#[component]
fn GuestHint() -> impl IntoView {
    view! {
        <p class="mt-2 max-w-prose text-muted">
            "These belong to this visit. The mail about each has a link that opens it anywhere. "
            <a href="/login?next=/orders" class=LINK>"Log in"</a>
            " to see earlier ones."
        </p>
    }
    .into_any()
}

/// An order in a list; the whole row leads to it.
#[component]
pub fn OrderRow(order: GroupSummary) -> impl IntoView {
    let titles = order.titles.join(", ");
    let sellers = plural(order.sellers as usize, "seller");
    view! {
        <li
            data-testid="order-row"
            class="relative flex flex-wrap items-center gap-x-5 gap-y-3 rounded-card border border-line bg-surface p-4 shadow-rest transition-shadow duration-300 ease-calm hover:shadow-lift sm:p-5"
        >
            <span class="flex -space-x-3">
                {order.pictures.into_iter().take(3).map(|src| view! {
                    <span class="w-14 overflow-hidden rounded-field ring-2 ring-surface"><Square src /></span>
                }).collect_view()}
            </span>
            <div class="min-w-0 flex-1 basis-48">
                <h2 class="font-bold tabular-nums">
                    <a href=format!("/orders/{}", order.id) class="after:absolute after:inset-0 after:rounded-card">{order.number}</a>
                </h2>
                <p class="truncate text-sm text-muted">{titles}</p>
                <p class="text-sm text-muted">{format!("{}, {} from {sellers}", day_of(order.placed_at), units(order.units))}</p>
            </div>
            <div class="flex items-center gap-4">
                <StatePill state=of_group(order.status) testid="order-status" />
                <span class="font-bold tabular-nums">{order.total.to_string()}</span>
            </div>
        </li>
    }
    .into_any()
}
