//! `/checkout`

use super::{
    address::AddressChoice,
    card::StepCard,
    delivery::{self, DeliveryChoice},
    place::{BEFORE, FORM},
    summary::{Lines, PhoneSummary, Summary},
};
use crate::{
    cart::{live::LiveForms, snag_text},
    layout::{CheckoutFrame, Failure},
    ui::{
        alert::{Alert, Kind},
        button::{self, LINK, Size},
        field::{Field, Summary as Errors},
        head::Head,
        icon::Icon,
    },
    visit::{self, Form, Visit},
};
use contracts::{
    Problem, analytics,
    cart::Snag,
    identity::{Address, User},
    ids::OfferId,
    orders::{Checkout, CheckoutParcel},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The parts that another delivery exchanges.
const PARTS: &str = "#totals, #phone-total, #phone-totals, #pay";

/// Contact, address, delivery, review: one page, for guests and for accounts.
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let visit = Visit::here();
    let query = visit::query();
    // What a choice of delivery or a refusal brings back was begun before; who looks as somebody else buys nothing.
    let begins = visit::is_seen() && query.is_empty() && visit.flash.is_none() && visit.viewing.is_none();
    Suspend::new(async move {
        match look(&visit, &query).await {
            Ok((checkout, _)) if checkout.parcels.is_empty() => visit::onward("/cart"),
            Ok((checkout, account)) => {
                if begins {
                    let sellers = checkout.parcels.iter().map(|parcel| parcel.seller.id);
                    visit.shopfront.counter.note(analytics::Steps::CHECKOUT, sellers);
                }
                view! { <Steps form=visit.form(FORM) checkout account /> }.into_any()
            }
            Err(problem) if problem.code == "cart-empty" => visit::onward("/cart"),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

/// Who is logged in, and the address book.
type Account = Option<(User, Vec<Address>)>;

async fn look(visit: &Visit, query: &str) -> Result<(Checkout, Account), Problem> {
    let (ask, caller, choice) = (visit.ask(), &visit.caller, delivery::read(query));
    if !visit.logged_in() {
        return Ok((ask.orders.checkout(caller, &choice).await?, None));
    }
    let (checkout, user, addresses) = tokio::try_join!(
        ask.orders.checkout(caller, &choice),
        ask.identity.me(caller),
        ask.identity.addresses(caller)
    )?;
    Ok((checkout, Some((user, addresses))))
}

#[component]
fn Steps(form: Form, checkout: Checkout, account: Account) -> impl IntoView {
    let logged_in = account.is_some();
    let (user, addresses) = account.unzip();
    let (name, email) = user.map_or_else(Default::default, |user: User| (user.name, user.email));
    let wide = checkout.clone();
    view! {
        <Head title="Checkout" />
        <CheckoutFrame back_label="Back to cart" back_href="/cart">
            <PhoneSummary checkout=checkout.clone() />
            <div class="mx-auto grid max-w-[70rem] grid-cols-1 gap-8 px-4 pt-6 sm:px-6 lg:grid-cols-[1fr_22rem] lg:items-start lg:gap-12 lg:pt-10">
                <div class="min-w-0">
                    <h1 class="mb-5 text-title font-bold">"Checkout"</h1>
                    <Changes form=form.clone() checkout=checkout.clone() />
                    <form method="post" action="/do/checkout/place" novalidate class="space-y-4 sm:space-y-5">
                        // Enter presses the first button of a form: it has to be the one that orders.
                        <button type="submit" tabindex="-1" aria-hidden="true" class="sr-only">"Pay"</button>
                        <Contact form=form.clone() email logged_in />
                        <WhereTo form=form.clone() logged_in name addresses=addresses.unwrap_or_default() />
                        <Delivery parcels=checkout.parcels.clone() />
                        <Review form=form.clone() checkout=checkout.clone() />
                    </form>
                </div>
                <Summary checkout=wide />
            </div>
            <LiveForms />
        </CheckoutFrame>
    }
    .into_any()
}

#[component]
fn Contact(form: Form, email: String, logged_in: bool) -> impl IntoView {
    view! {
        <StepCard number=1 title="Contact">
            <Field
                form
                name="email"
                label="E-mail"
                kind="email"
                value=email
                autocomplete="email"
                inputmode="email"
                maxlength=254
                hint="Order news go here."
                class="mt-6"
            />
            {(!logged_in).then(|| view! {
                <p class="mt-3 text-[0.9375rem] text-muted">
                    <a href="/login?next=/checkout" class=LINK>"Log in"</a>
                    " to use a saved address, or go on as a guest."
                </p>
            })}
        </StepCard>
    }
    .into_any()
}

#[component]
fn WhereTo(form: Form, logged_in: bool, name: String, addresses: Vec<Address>) -> impl IntoView {
    view! {
        <StepCard number=2 title="Where to">
            <AddressChoice form logged_in name addresses />
        </StepCard>
    }
    .into_any()
}

/// The button takes the chosen deliveries into the totals; with scripts that happens by itself.
#[component]
fn Delivery(parcels: Vec<CheckoutParcel>) -> impl IntoView {
    view! {
        <StepCard number=3 title="Delivery, per seller">
            <div data-live-press="update-total" class="mt-6 divide-y divide-line">
                {parcels.into_iter().map(|parcel| view! { <DeliveryChoice parcel /> }).collect_view()}
            </div>
            <p class="mt-5">
                <button
                    type="submit"
                    id="update-total"
                    formaction="/do/checkout/delivery"
                    data-live=PARTS
                    class=format!("{} h-10 px-4 text-sm", button::bare(button::Kind::Secondary))
                >
                    "Update the total"
                </button>
            </p>
        </StepCard>
    }
    .into_any()
}

#[component]
fn Review(form: Form, checkout: Checkout) -> impl IntoView {
    let blocked = !checkout.snags.is_empty();
    let total = checkout.total;
    let key = form.value("key", &Uuid::new_v4().to_string());
    view! {
        <StepCard number=4 title="Review and pay">
            <div class="mt-5 sm:pl-[2.875rem]">
                <Lines checkout />
                <div id="pay">
                    <input type="hidden" name="expected_total" value=total.minor />
                    <input type="hidden" name="key" value=key />
                    <p class="mt-6 text-sm leading-relaxed text-muted">
                        {format!("You pay {total} once. Each seller sends their own parcel and invoice. By paying you accept the ")}
                        <a href="/terms" class=LINK>"terms"</a>
                        " and the sellers’ return rules."
                    </p>
                    <button
                        type="submit"
                        data-testid="place-order"
                        disabled=blocked
                        class=format!("{} mt-5 w-full sm:w-auto sm:min-w-56", button::classes(button::Kind::Primary, Size::Large))
                    >
                        <Icon name="lock" class="size-[1.125rem]" />
                        {format!("Pay {total}")}
                    </button>
                </div>
            </div>
        </StepCard>
    }
    .into_any()
}

/// Why the order could not be placed as it was, before everything else.
#[component]
fn Changes(form: Form, checkout: Checkout) -> impl IntoView {
    let before = form.value(BEFORE, "");
    let title = match (before.is_empty(), checkout.snags.is_empty()) {
        (false, _) => format!("Your cart has changed: the total was {before}, now it is {}.", checkout.total),
        (true, false) => "Some things cannot be bought as they are.".to_owned(),
        (true, true) => return view! { <Errors form /> }.into_any(),
    };
    let things: Vec<_> =
        checkout.snags.iter().filter_map(|(offer, snag)| described(&checkout, *offer, *snag)).collect();
    let prices: Vec<_> = repriced(&checkout);
    view! {
        <div class="mb-6">
            <Alert kind=Kind::Danger title>
                <ul class="mt-1 space-y-1">
                    {things.into_iter().chain(prices).map(|text| view! { <li>{text}</li> }).collect_view()}
                </ul>
                <p class="mt-1">
                    "Nothing was charged. Look it over and press Pay again, or "
                    <a href="/cart" class="font-semibold underline underline-offset-4">"change the cart"</a> "."
                </p>
            </Alert>
        </div>
    }
    .into_any()
}

fn described(checkout: &Checkout, offer: OfferId, snag: Snag) -> Option<String> {
    let line = checkout.parcels.iter().flat_map(|parcel| &parcel.lines).find(|line| line.offer == offer)?;
    Some(format!("{}: {}", line.title, snag_text(snag)))
}

fn repriced(checkout: &Checkout) -> Vec<String> {
    let lines = checkout.parcels.iter().flat_map(|parcel| &parcel.lines);
    lines
        .filter_map(|line| {
            let before = line.price_before.filter(|before| *before != line.price)?;
            Some(format!("{} went from {before} to {}.", line.title, line.price))
        })
        .collect()
}
