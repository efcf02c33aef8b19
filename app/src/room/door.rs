//! Who may enter which room, and what others see at the door.

use super::{
    button::{self, Kind, Size},
    empty::Empty,
    panel::Panel,
};
use crate::{
    account::log_in_first,
    layout::{Failure, NotFound, Page},
    ui::head::Head,
    visit::{self, Visit},
};
use contracts::{Caller, Kind as Failed, Problem};
use leptos::prelude::*;

/// A page of the seller's room: made by `page` for a member of a shop. Everybody else is led to where they can become one.
pub fn in_shop<F, Made>(page: F) -> impl IntoView
where
    F: FnOnce(Visit, Caller) -> Made + Send + 'static,
    Made: Future<Output = Result<AnyView, Problem>> + Send + 'static,
{
    let visit = Visit::here();
    Suspend::new(async move {
        match visit.member() {
            Ok(member) => page(visit, member).await.unwrap_or_else(|problem| failure(&problem)),
            Err(_) => before_the_shop(&visit).await,
        }
    })
}

/// Where a form is sent that belongs to the shop as a whole. It names the shop: people switch to another in the next tab.
pub fn to_shop(path: &str) -> String {
    Visit::here().shop().map_or_else(|| path.to_owned(), |shop| format!("{path}?shop={}", shop.seller))
}

/// A page of the admin's room: made by `page` for an admin. For everybody else who is logged in it does not exist.
pub fn in_market<F, Made>(page: F) -> impl IntoView
where
    F: FnOnce(Visit, Caller) -> Made + Send + 'static,
    Made: Future<Output = Result<AnyView, Problem>> + Send + 'static,
{
    let visit = Visit::here();
    Suspend::new(async move {
        match visit.admin() {
            Ok(admin) => page(visit, admin).await.unwrap_or_else(|problem| failure(&problem)),
            Err(problem) => failure(&problem),
        }
    })
}

/// What somebody sees who works for no shop: who has applied for one, how the application stands.
async fn before_the_shop(visit: &Visit) -> AnyView {
    if !visit.logged_in() {
        return log_in_first();
    }
    match visit.ask().identity.application(&visit.caller).await {
        Ok(Some(_)) => visit::onward("/sell"),
        _ => view! { <NoShop /> }.into_any(),
    }
}

/// The page of a problem; who is not logged in goes to the log-in and comes back.
pub(super) fn failure(problem: &Problem) -> AnyView {
    match problem.kind {
        Failed::Unauthenticated => log_in_first(),
        Failed::NotFound => view! { <NotFound /> }.into_any(),
        _ => view! { <Failure problem=problem.clone() /> }.into_any(),
    }
}

#[component]
fn NoShop() -> impl IntoView {
    visit::status(404);
    view! {
        <Head title="You have no shop yet" />
        <Page>
            <div class="mx-auto max-w-2xl px-4 pt-12 sm:px-6 lg:pt-20">
                <h1 class="text-title font-bold">"You have no shop yet"</h1>
                <Panel class="mt-6">
                    <Empty
                        icon="store"
                        title="Sell on Levomart"
                        text="Tell us who you are and what you sell. A person looks at it, and then your shop opens."
                    >
                        <a href="/sell" class=button::classes(Kind::Filled, Size::Medium)>"Open a shop"</a>
                        <a href="/" class=button::classes(Kind::Plain, Size::Medium)>"Go shopping"</a>
                    </Empty>
                </Panel>
            </div>
        </Page>
    }
    .into_any()
}
