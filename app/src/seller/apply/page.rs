//! `/sell`

use super::{answer::Answer, fields::Application};
use crate::{
    account::with_next,
    layout::{Failure, Page},
    room::{
        button::{self, Kind, Size},
        panel::Panel,
    },
    ui::{head::Head, icon::Icon},
    visit::{self, Visit},
};
use contracts::{
    Problem,
    identity::{Seller, ShopStatus},
    notifications::Notice,
};
use leptos::prelude::*;

/// What selling means, and the way to it. Who has a shop is led there, unless another is to be opened (`?another`).
#[component]
pub fn SellPage() -> impl IntoView {
    let visit = Visit::here();
    let another = visit::query_value("another").is_some();
    Suspend::new(async move {
        match look(&visit).await {
            Ok(Some(application)) => {
                // What was answered before is an extra: the page stands without it.
                let told = visit.ask().notifications.notices(&visit.caller, None).await;
                let told = told.map(|page| page.items).unwrap_or_default();
                view! { <Applied visit application told /> }.into_any()
            }
            Ok(None) if visit.member().is_ok() && !another => visit::onward("/seller"),
            Ok(None) => view! { <Door visit /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

async fn look(visit: &Visit) -> Result<Option<Seller>, Problem> {
    if !visit.logged_in() {
        return Ok(None);
    }
    let application = visit.ask().identity.application(&visit.caller).await?;
    Ok(application.filter(|shop| !matches!(shop.status, ShopStatus::Approved | ShopStatus::Suspended)))
}

/// Nobody has applied yet.
#[component]
fn Door(visit: Visit) -> impl IntoView {
    let form = visit.form("apply");
    view! {
        <Head title="Sell on Levomart" description="Open a shop on Levomart: what it takes, what it costs, and the application." canonical="/sell" />
        <Page>
            <div class="mx-auto grid max-w-page grid-cols-1 items-start gap-8 px-4 pt-8 sm:px-6 lg:grid-cols-[22rem_minmax(0,1fr)] lg:gap-12 lg:px-8 lg:pt-14">
                <Meaning />
                {if visit.logged_in() {
                    view! { <Application form seller=None /> }.into_any()
                } else {
                    view! { <LogInFirst /> }.into_any()
                }}
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn Meaning() -> impl IntoView {
    let steps = [
        ("clipboard-pen", "You apply", "Who you are, what your shop is called, how you handle returns."),
        (
            "scan-eye",
            "A person looks at it",
            "If something is missing we ask. You read the answer here and in your mail.",
        ),
        ("tag", "You publish", "One product after the other, or all at once from a Shopify file."),
        ("truck", "You sell and ship", "You see who waits for what, send it with your carrier, and answer returns."),
        (
            "indian-rupee",
            "You are paid",
            "The price less our share, which is fixed when you sell and stands beside every order.",
        ),
    ];
    view! {
        <div>
            <h1 class="text-title font-bold">"Sell on Levomart"</h1>
            <p class="mt-3 text-lead text-muted">
                "Your name stands on everything you sell. Listing costs nothing; we take a share of what is sold."
            </p>
            <ol class="mt-8 grid gap-5">
                {steps.into_iter().map(|(icon, title, text)| view! {
                    <li class="flex gap-4">
                        <span class="flex size-10 shrink-0 items-center justify-center rounded-full bg-tint text-brand"><Icon name=icon /></span>
                        <div>
                            <h2 class="font-bold">{title}</h2>
                            <p class="text-[0.9375rem] text-muted">{text}</p>
                        </div>
                    </li>
                }).collect_view()}
            </ol>
        </div>
    }
    .into_any()
}

#[component]
fn LogInFirst() -> impl IntoView {
    view! {
        <Panel>
            <h2 class="text-lg font-bold">"Apply with your account"</h2>
            <p class="mt-1 text-[0.9375rem] text-muted">
                "The account with which you apply becomes the owner of the shop. You can let others work for it later."
            </p>
            <div class="mt-5 flex flex-wrap gap-2">
                <a href=with_next("/register", "/sell") class=button::classes(Kind::Filled, Size::Medium)>"Create an account"</a>
                <a href=with_next("/login", "/sell") class=button::classes(Kind::Plain, Size::Medium)>"Log in"</a>
            </div>
        </Panel>
    }
    .into_any()
}

/// Somebody has applied: what became of it, and the form again where it was not approved.
#[component]
fn Applied(visit: Visit, application: Seller, told: Vec<Notice>) -> impl IntoView {
    let form = visit.form("apply");
    let editable = matches!(application.status, ShopStatus::Asked | ShopStatus::Refused);
    view! {
        <Head title="Your application" />
        <Page>
            <div class="mx-auto grid max-w-4xl gap-6 px-4 pt-8 sm:px-6 lg:pt-14">
                <Answer seller=application.clone() told />
                {editable.then(|| view! { <Application form seller=Some(application) /> })}
            </div>
        </Page>
    }
    .into_any()
}
