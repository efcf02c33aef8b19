//! The two frames of the account's pages: with a drawing beside for who comes in, with a list of places for who is in.

use crate::{
    layout::Page,
    ui::icon::{Icon, Leaf},
    visit::{self, Visit},
};
use leptos::prelude::*;

/// Which of the two doors is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    LogIn,
    Register,
}

/// Logging in and registering: a form, and beside it the market.
#[component]
pub fn DoorFrame(
    door: Door,
    title: &'static str,
    lead: &'static str,
    next: String,
    children: Children,
) -> impl IntoView {
    view! {
        <main id="main" class="grid min-h-dvh lg:grid-cols-[1fr_1.05fr]">
            <div class="flex flex-col px-5 py-6 sm:px-10">
                <a href="/" class="flex items-center gap-2.5 self-start text-brand" aria-label="Levomart, home">
                    <Leaf class="size-8" />
                    <span class="text-[1.375rem] leading-none font-extrabold tracking-[-0.045em]">"Levomart"</span>
                </a>
                <div class="mx-auto flex w-full max-w-[26rem] flex-1 flex-col justify-center py-12">
                    <h1 class="text-title font-bold">{title}</h1>
                    <p class="mt-2 text-muted">{lead}</p>
                    <nav aria-label="Log in or register" class="mt-7 grid grid-cols-2 rounded-pill bg-tint p-1 text-[0.9375rem] font-semibold">
                        <DoorLink href=with_next("/login", &next) here=door == Door::LogIn label="Log in" />
                        <DoorLink href=with_next("/register", &next) here=door == Door::Register label="Create account" />
                    </nav>
                    {children()}
                </div>
            </div>
            <div class="m-3 hidden overflow-hidden rounded-[2rem] bg-[#35472a] lg:block">
                <div class="sticky top-3 flex h-[calc(100dvh-1.5rem)] flex-col">
                    <img
                        src="/pictures/scene-market.svg"
                        alt=""
                        width="720"
                        height="760"
                        class="min-h-0 w-full flex-1 object-contain object-bottom dark:brightness-90"
                    />
                    <p class="px-12 pt-6 pb-12 text-lg leading-relaxed text-[#e9eedd]">
                        "Every product here is sold by a person or a small workshop, and every page says which one."
                    </p>
                </div>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn DoorLink(href: String, here: bool, label: &'static str) -> impl IntoView {
    let look = if here { "bg-surface shadow-rest ring-1 ring-line" } else { "text-muted hover:text-ink" };
    view! { <a href=href aria-current=here.then_some("page") class=format!("rounded-pill py-2.5 text-center {look}")>{label}</a> }
}

/// An address that remembers where to go afterwards.
pub fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?next={next}")
}

/// The look of a place in the account's list.
const PLACE: &str = "flex h-11 items-center gap-2.5 rounded-pill px-4 text-[0.9375rem] font-semibold whitespace-nowrap";

/// The pages of who is logged in.
#[component]
pub fn AccountFrame(title: &'static str, children: Children) -> impl IntoView {
    let path = visit::parts().uri.path().to_owned();
    let visit = Visit::here();
    let places = [
        ("/account", "user-round", "Overview"),
        ("/orders", "package", "Orders"),
        ("/account/addresses", "map-pin", "Addresses"),
        ("/account/security", "shield-check", "Security"),
    ];
    let shop = (!visit.shops.is_empty()).then_some(("/seller", "layout-dashboard", "Your shop"));
    let market = visit.caller.is_admin().then_some(("/admin", "scale", "Market"));
    view! {
        <Page>
            <div class="mx-auto max-w-page px-4 pt-8 sm:px-6 lg:px-8 lg:pt-12">
                <h1 class="text-title font-bold">{title}</h1>
                <div class="mt-6 grid grid-cols-1 gap-8 lg:grid-cols-[14rem_1fr] lg:items-start lg:gap-12">
                    <nav aria-label="Account pages">
                        <ul class="-mx-1 flex flex-wrap gap-1 lg:flex-col">
                            {places.into_iter().chain(shop).chain(market).map(|(href, icon, label)| {
                                let here = path == href;
                                let look = if here { "bg-tint text-brand" } else { "text-muted hover:bg-tint hover:text-ink" };
                                view! {
                                    <li>
                                        <a
                                            href=href
                                            aria-current=here.then_some("page")
                                            class=format!("{PLACE} {look}")
                                        >
                                            <Icon name=icon class="size-[1.125rem]" />
                                            {label}
                                        </a>
                                    </li>
                                }
                            }).collect_view()}
                            <li>
                                <form method="post" action="/do/account/log-out">
                                    <button type="submit" class=format!("{PLACE} text-muted hover:bg-tint hover:text-ink")>
                                        <Icon name="log-out" class="size-[1.125rem]" />
                                        "Log out"
                                    </button>
                                </form>
                            </li>
                        </ul>
                    </nav>
                    <div class="min-w-0 max-w-3xl space-y-6">{children()}</div>
                </div>
            </div>
        </Page>
    }
    .into_any()
}

/// Sends who is not logged in to the log-in, and back here afterwards.
pub fn log_in_first() -> AnyView {
    let here = visit::parts().uri.path_and_query().map_or_else(String::new, ToString::to_string);
    visit::onward(&with_next("/login", &here))
}

/// The look of a card on these pages.
pub const CARD: &str = "rounded-card border border-line bg-surface p-5 shadow-rest sm:p-7";

#[cfg(test)]
mod tests {
    use super::with_next;

    #[test]
    fn the_way_back_survives_its_own_question_marks() {
        assert_eq!(with_next("/login", "/orders/1?paid&x=a b"), "/login?next=%2Forders%2F1%3Fpaid%26x%3Da+b");
        assert_eq!(with_next("/register", ""), "/register");
    }
}
