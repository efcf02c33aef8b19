//! Above every page: mark, search, account, cart, categories.

use super::{badge::CartBadge, frame::Mark, search::SearchForm};
use crate::{ui::icon::Icon, visit::Visit};
use contracts::catalog::Category;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Header(visit: Visit, hero: bool) -> impl IntoView {
    let place = format!("mx-auto hidden w-full max-w-xl md:block {}", if hero { "after-hero" } else { "" });
    let (account, account_href) = match &visit.name {
        Some(name) => (name.split_whitespace().next().unwrap_or("Account").to_owned(), "/account"),
        None => ("Log in".to_owned(), "/login"),
    };
    let categories = visit.categories.clone();
    let (seller, admin) = (!visit.shops.is_empty(), visit.caller.is_admin());
    view! {
        <header class="sticky top-0 z-40 border-b border-line/80 bg-page/85 backdrop-blur-md">
            <div class="mx-auto flex h-16 max-w-page items-center gap-4 px-4 sm:px-6 md:h-[4.5rem] lg:gap-8 lg:px-8">
                <Mark />
                <div class=place>
                    <SearchForm id="q" categories=categories.clone() />
                </div>
                <nav aria-label="Account" class="ml-auto flex items-center md:ml-0">
                    <AccountLink href="/shops" icon="store" label="Sellers" class="max-xl:hidden" />
                    <AccountLink href="/orders" icon="package" label="Orders" class="max-lg:hidden" />
                    {seller.then(|| view! { <AccountLink href="/seller" icon="layout-dashboard" label="Your shop" class="max-lg:hidden" /> })}
                    {admin.then(|| view! { <AccountLink href="/admin" icon="scale" label="Market" class="max-lg:hidden" /> })}
                    <AccountLink href=account_href icon="user-round" label=account class="max-md:hidden" quiet=true />
                    <CartBadge count=visit.cart_count />
                </nav>
            </div>
            <div class="px-4 pb-3 sm:px-6 md:hidden">
                <SearchForm id="qm" categories />
            </div>
        </header>
    }
}

#[component]
fn AccountLink(
    href: &'static str,
    icon: &'static str,
    #[prop(into)] label: String,
    class: &'static str,
    /// Only the icon shows where room is scarce.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let words = if quiet { "max-w-32 truncate max-lg:sr-only" } else { "whitespace-nowrap" };
    view! {
        <a href=href class=format!("relative flex h-11 items-center gap-2 rounded-pill px-3 text-sm font-semibold hover:bg-tint {class}")>
            <Icon name=icon />
            <span class=words>{label}</span>
        </a>
    }
}

/// The top of the category tree, in one row.
#[component]
pub fn CategoryNav(categories: Arc<Vec<Category>>, current: Option<String>) -> impl IntoView {
    if categories.is_empty() {
        return ().into_any();
    }
    view! {
        <nav aria-label="Categories" class="hidden border-b border-line/70 md:block">
            <ul class="no-bar mx-auto flex max-w-page items-center gap-7 overflow-x-auto px-6 text-sm lg:justify-between lg:gap-4 lg:px-8">
                {categories
                    .iter()
                    .map(|category| {
                        let here = current.as_deref() == Some(category.slug.as_str());
                        let look = if here { "border-b-2 border-brand font-semibold" } else { "text-muted hover:text-ink" };
                        view! {
                            <li>
                                <a
                                    href=format!("/c/{}", category.slug)
                                    aria-current=here.then_some("page")
                                    class=format!("block py-3 whitespace-nowrap {look}")
                                >
                                    {category.name.clone()}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}

/// The bar at a phone's bottom edge.
#[component]
pub fn BottomBar(visit: Visit) -> impl IntoView {
    let path = crate::visit::parts().uri.path().to_owned();
    let (account, account_href) = if visit.logged_in() { ("Account", "/account") } else { ("Log in", "/login") };
    let places = [
        ("/", "house", "Home"),
        ("/products", "layout-grid", "Browse"),
        ("/shops", "store", "Sellers"),
        ("/orders", "package", "Orders"),
        (account_href, "user-round", account),
    ];
    view! {
        <nav
            aria-label="Main"
            class="fixed inset-x-0 bottom-0 z-40 flex border-t border-line bg-page/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md md:hidden"
        >
            {places
                .into_iter()
                .map(|(href, icon, label)| {
                    let here = path == href;
                    let ink = if here { "text-brand" } else { "text-muted" };
                    view! {
                        <a
                            href=href
                            aria-current=here.then_some("page")
                            class=format!("flex flex-1 flex-col items-center gap-1 pt-2.5 pb-2 text-[0.6875rem] font-semibold {ink}")
                        >
                            <Icon name=icon class="size-[1.375rem]" />
                            {label}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}
