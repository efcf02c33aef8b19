//! Below every page.

use crate::ui::icon::{Icon, Leaf};
use leptos::prelude::*;
use time::OffsetDateTime;

#[component]
pub fn Footer() -> impl IntoView {
    let year = OffsetDateTime::now_utc().year();
    view! {
        <footer class="mt-20 bg-band text-on-band max-md:pb-20 md:mt-28">
            <div class="mx-auto grid max-w-page gap-12 px-4 py-14 sm:px-6 md:py-20 lg:grid-cols-[1.4fr_2fr] lg:px-8">
                <div>
                    <div class="flex items-center gap-3">
                        <Leaf class="size-9" />
                        <span class="text-2xl font-extrabold tracking-[-0.045em]">"Levomart"</span>
                    </div>
                    <p class="mt-5 max-w-sm text-[0.9375rem] leading-relaxed text-band-muted">
                        "An open market. Every product here is sold by a person or a small workshop, and every page says which one."
                    </p>
                </div>
                <div class="grid grid-cols-2 gap-x-6 gap-y-10 sm:grid-cols-3">
                    <Column title="Shop" links=&[("All products", "/products"), ("Newest", "/products?sort=newest"), ("Sellers", "/shops")] />
                    <Column title="Buying" links=&[("Cart", "/cart"), ("Track an order", "/orders"), ("Delivery and returns", "/delivery"), ("Help", "/help")] />
                    <Column title="Your account" links=&[("Overview", "/account"), ("Log in", "/login"), ("Create an account", "/register"), ("Sell on Levomart", "/sell")] />
                </div>
            </div>
            <div class="mx-auto max-w-page px-4 sm:px-6 lg:px-8">
                <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-3 border-t border-on-band/15 py-6 text-sm text-band-muted">
                    <p>"© "{year}" Levomart. Prices include taxes."</p>
                    <ul class="flex flex-wrap gap-x-6 gap-y-2">
                        <li><a class="inline-block py-1 hover:text-on-band hover:underline" href="/terms">"Terms"</a></li>
                        <li><a class="inline-block py-1 hover:text-on-band hover:underline" href="/privacy">"Privacy"</a></li>
                        <li class="flex items-center gap-2">
                            <Icon name="globe" class="size-4" />
                            "India, ₹"
                        </li>
                    </ul>
                </div>
            </div>
        </footer>
    }
}

#[component]
fn Column(title: &'static str, links: &'static [(&'static str, &'static str)]) -> impl IntoView {
    view! {
        <nav aria-label=title>
            <h2 class="text-sm font-bold">{title}</h2>
            <ul class="mt-3 text-[0.9375rem] text-band-muted">
                {links
                    .iter()
                    .map(|(label, href)| {
                        view! {
                            <li>
                                <a href=*href class="inline-block py-1.5 hover:text-on-band hover:underline hover:underline-offset-4">{*label}</a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}

#[component]
pub fn CheckoutFooter() -> impl IntoView {
    let year = OffsetDateTime::now_utc().year();
    view! {
        <footer class="mx-auto mt-16 max-w-[70rem] px-4 sm:px-6">
            <div class="flex flex-wrap gap-x-5 gap-y-2 border-t border-line py-6 text-sm text-muted sm:gap-x-6">
                <span class="mr-auto py-1 max-sm:w-full">"© "{year}" Levomart"</span>
                <a class="py-1 hover:underline" href="/delivery">"Delivery and returns"</a>
                <a class="py-1 hover:underline" href="/terms">"Terms"</a>
                <a class="py-1 hover:underline" href="/privacy">"Privacy"</a>
                <a class="py-1 hover:underline" href="/help">"Help"</a>
            </div>
        </footer>
    }
}
