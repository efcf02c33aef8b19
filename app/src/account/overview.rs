//! `/account`

use super::frame::{AccountFrame, CARD, log_in_first};
use crate::{
    account::postal::Envelope,
    layout::Failure,
    orders::OrderRow,
    ui::{
        alert::{self, Alert},
        button::{Kind, LINK, Size, classes},
        field::{Field, Summary as Errors},
        head::Head,
    },
    visit::{Form, Visit},
};
use contracts::{
    Problem,
    identity::{Address, User},
    orders::GroupSummary,
};
use leptos::prelude::*;

/// How many orders the overview shows.
const LATEST: usize = 3;

/// The latest orders, the profile, and where parcels go.
#[component]
pub fn AccountPage() -> impl IntoView {
    let visit = Visit::here();
    Suspend::new(async move {
        if !visit.logged_in() {
            return log_in_first();
        }
        match look(&visit).await {
            Ok(found) => view! { <Overview form=visit.form("profile") found /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

struct Found {
    user: User,
    /// `None` when they cannot be had.
    orders: Option<Vec<GroupSummary>>,
    address: Option<Address>,
}

async fn look(visit: &Visit) -> Result<Found, Problem> {
    let (ask, caller) = (visit.ask(), &visit.caller);
    let (user, orders, addresses) =
        tokio::join!(ask.identity.me(caller), ask.orders.list(caller, None), ask.identity.addresses(caller));
    let orders = orders.ok().map(|page| page.items.into_iter().take(LATEST).collect());
    Ok(Found { user: user?, orders, address: addresses?.into_iter().find(|address| address.default) })
}

#[component]
fn Overview(form: Form, found: Found) -> impl IntoView {
    let Found { user, orders, address } = found;
    view! {
        <Head title="Your account" />
        <AccountFrame title="Your account">
            <section aria-labelledby="latest">
                <h2 id="latest" class="text-heading font-bold">"Latest orders"</h2>
                <Latest orders />
            </section>
            <Profile form user />
            <section class=CARD>
                <h2 class="text-lg font-bold">"Where parcels go"</h2>
                {match address {
                    Some(address) => view! { <Envelope postal=address.postal class="mt-3 text-[0.9375rem] text-muted" /> }.into_any(),
                    None => view! { <p class="mt-3 text-[0.9375rem] text-muted">"No address yet."</p> }.into_any(),
                }}
                <p class="mt-3"><a href="/account/addresses" class=format!("inline-block py-2 {LINK}")>"Address book"</a></p>
            </section>
        </AccountFrame>
    }
    .into_any()
}

#[component]
fn Latest(orders: Option<Vec<GroupSummary>>) -> impl IntoView {
    match orders {
        None => view! {
            <Alert kind=alert::Kind::Warning class="mt-4" title="Your orders are not available right now.">
                "Nothing is lost. Please look again in a moment."
            </Alert>
        }.into_any(),
        Some(orders) if orders.is_empty() => view! {
            <p class="mt-3 text-muted">
                "No orders yet. " <a href="/products" class=LINK>"Start looking"</a>
            </p>
        }.into_any(),
        Some(orders) => view! {
            <ul class="mt-4 space-y-4">{orders.into_iter().map(|order| view! { <OrderRow order /> }).collect_view()}</ul>
            <p class="mt-3"><a href="/orders" class=format!("inline-block py-2 {LINK}")>"All orders"</a></p>
        }.into_any(),
    }
}

#[component]
fn Profile(form: Form, user: User) -> impl IntoView {
    view! {
        <section class=CARD>
            <h2 class="text-lg font-bold">"Profile"</h2>
            <p class="mt-1 text-[0.9375rem] break-words text-muted">{user.email}</p>
            <div class="mt-5"><Errors form=form.clone() /></div>
            <form method="post" action="/do/account/profile" class="flex flex-wrap items-end gap-3">
                <Field form name="name" label="Your name" value=user.name autocomplete="name" maxlength=100 class="min-w-0 flex-1 basis-64" />
                <button type="submit" class=format!("{} h-12", classes(Kind::Secondary, Size::Medium))>"Save"</button>
            </form>
        </section>
    }
    .into_any()
}
