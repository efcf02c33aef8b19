//! The two frames: the shop's, and the quiet one of checkout.

use super::{
    footer::{CheckoutFooter, Footer},
    header::{BottomBar, CategoryNav, Header},
};
use crate::{
    acting::ViewingBanner,
    product::add::AddForms,
    ui::{
        button,
        icon::{Icon, Leaf},
        toast::Toast,
    },
    visit::Visit,
};
use leptos::prelude::*;

/// Header, categories, the page's main part, footer, and on phones the bar at the bottom edge.
#[component]
pub fn Page(
    /// Slug of the category to underline.
    #[prop(optional, into)]
    current: Option<String>,
    /// The page brings a large search of its own: the header's appears only once that has scrolled away.
    #[prop(optional)]
    hero: bool,
    /// The page brings an action bar of its own for phones, in place of the usual one.
    #[prop(optional)]
    own_bar: bool,
    children: Children,
) -> impl IntoView {
    let visit = Visit::here();
    let (text, failed) = left_to_say(&visit);
    view! {
        <SkipLink />
        <ViewingBanner />
        <Header visit=visit.clone() hero />
        <CategoryNav categories=visit.categories.clone() current />
        <main id="main" tabindex="-1" class="outline-none">{children()}</main>
        <Footer />
        {(!own_bar).then(|| view! { <BottomBar visit /> })}
        <AddForms />
        <Toast text failed />
    }
}

/// The frame of checkout and payment: nothing that leads astray.
#[component]
pub fn CheckoutFrame(
    #[prop(into)] back_label: String,
    #[prop(into)] back_href: String,
    children: Children,
) -> impl IntoView {
    let (text, failed) = left_to_say(&Visit::here());
    view! {
        <SkipLink />
        <ViewingBanner />
        <header class="border-b border-line bg-page">
            <div class="mx-auto flex h-16 max-w-[70rem] items-center justify-between gap-4 px-4 sm:px-6 md:h-[4.5rem]">
                <Mark />
                <p class="flex items-center gap-2 text-sm font-medium text-muted max-sm:sr-only">
                    <Icon name="lock" class="size-4" />
                    "Secure checkout"
                </p>
                <a href=back_href class=format!("py-2 text-[0.9375rem] {}", button::LINK)>{back_label}</a>
            </div>
        </header>
        <main id="main" tabindex="-1" class="outline-none">{children()}</main>
        <CheckoutFooter />
        <Toast text failed />
    }
}

/// The leaf and the name, leading home.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <a href="/" class="flex shrink-0 items-center gap-2.5 text-brand" aria-label="Levomart, home">
            <Leaf class="size-8" />
            <span class="text-[1.375rem] leading-none font-extrabold tracking-[-0.045em]">"Levomart"</span>
        </a>
    }
}

#[component]
fn SkipLink() -> impl IntoView {
    view! {
        <a
            href="#main"
            class="sr-only z-50 rounded-pill bg-brand px-5 py-3 font-semibold text-on-brand focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
            "Skip to content"
        </a>
    }
}

/// What the last page left to say, and whether it is a failure. What is wrong with a form stands beside the form; only
/// adding to the cart has no form of its own that could say it, because it stands on every card.
fn left_to_say(visit: &Visit) -> (String, bool) {
    let form = visit.form("add-to-cart");
    let failed = form.problem().or_else(|| form.errors().into_iter().next().map(|error| error.message));
    let notice = visit.flash.as_ref().and_then(|flash| flash.notice.clone());
    failed.map_or_else(|| (notice.unwrap_or_default(), false), |text| (text, true))
}
