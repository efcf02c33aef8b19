//! Pages that say what went wrong and where to go from there.

use super::frame::Page;
use crate::{
    ui::{
        button::{self, Kind, Size},
        empty::EmptyState,
        head::Head,
        icon::Icon,
    },
    visit,
};
use contracts::{Kind as Failed, Problem};
use leptos::prelude::*;

/// There is no such page.
#[component]
pub fn NotFound() -> impl IntoView {
    visit::status(404);
    view! {
        <Head title="Not found" />
        <Page>
            <Frame>
                <EmptyState
                    picture="spot-lost.svg"
                    title="This page has wilted."
                    text="The address may be mistyped, or the seller has taken the product down. The rest of the market is open."
                >
                    <a href="/" class=button::classes(Kind::Primary, Size::Large)>"Go home"</a>
                    <a href="/products" class=button::classes(Kind::Secondary, Size::Large)>"Browse products"</a>
                </EmptyState>
            </Frame>
        </Page>
    }
}

/// A page that could not be made, with the status that belongs to the problem.
#[component]
pub fn Failure(problem: Problem) -> impl IntoView {
    if problem.kind == Failed::NotFound {
        return view! { <NotFound /> }.into_any();
    }
    visit::status(problem.status);
    let uri = visit::parts().uri;
    let here = uri.path_and_query().map_or("/", |here| here.as_str());
    let (picture, title, text) = match problem.kind {
        Failed::Unauthenticated => {
            ("spot-pause.svg", "Please log in first.", "Then you come straight back to this page.".to_owned())
        }
        Failed::Unavailable | Failed::Internal => (
            "spot-pause.svg",
            "This stall is shut for a moment.",
            "Something broke on our side. Your cart is safe; nothing was charged.".to_owned(),
        ),
        _ => ("spot-pause.svg", "That did not work.", problem.detail.clone()),
    };
    let (label, href) = match problem.kind {
        Failed::Unauthenticated => {
            let next: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
            ("Log in", format!("/login?next={next}"))
        }
        _ => ("Try again", here.to_owned()),
    };
    view! {
        <Head title=title />
        <Page>
            <Frame>
                <EmptyState picture title text>
                    <a href=href class=button::classes(Kind::Primary, Size::Large)>
                        {(problem.kind != Failed::Unauthenticated).then(|| view! { <Icon name="rotate-cw" class="size-[1.125rem]" /> })}
                        {label}
                    </a>
                    <a href="/" class=button::classes(Kind::Secondary, Size::Large)>"Go home"</a>
                </EmptyState>
            </Frame>
        </Page>
    }
    .into_any()
}

#[component]
fn Frame(children: Children) -> impl IntoView {
    view! { <div class="mx-auto max-w-page px-4 pt-12 sm:px-6 lg:px-8 lg:pt-20">{children()}</div> }
}
