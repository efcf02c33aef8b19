//! Which page stands at which address.

use crate::{account, browse, cart, checkout, home, layout, orders, product};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// The whole storefront. Every page is rendered in full before it is sent: it then works without scripts, and its title,
/// status and canonical address come from its data.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let mode = SsrMode::Async;
    view! {
        <Router>
            <Routes fallback=layout::NotFound>
                <Route path=path!("/") view=home::HomePage ssr=mode.clone() />
                <Route path=path!("/products") view=browse::ListPage ssr=mode.clone() />
                <Route path=path!("/c/:category") view=browse::ListPage ssr=mode.clone() />
                <Route path=path!("/shops") view=browse::ShopsPage ssr=mode.clone() />
                <Route path=path!("/shops/:seller") view=browse::ShopPage ssr=mode.clone() />
                <Route path=path!("/p/:slug") view=product::ProductPage ssr=mode.clone() />
                <Route path=path!("/cart") view=cart::CartPage ssr=mode.clone() />
                <Route path=path!("/checkout") view=checkout::CheckoutPage ssr=mode.clone() />
                <Route path=path!("/pay/:payment") view=checkout::PayPage ssr=mode.clone() />
                <Route path=path!("/orders") view=orders::OrdersPage ssr=mode.clone() />
                <Route path=path!("/orders/:id") view=orders::OrderPage ssr=mode.clone() />
                <Route path=path!("/orders/:id/invoice/:order") view=orders::InvoicePage ssr=mode.clone() />
                <Route path=path!("/login") view=account::LogInPage ssr=mode.clone() />
                <Route path=path!("/register") view=account::RegisterPage ssr=mode.clone() />
                <Route path=path!("/account") view=account::AccountPage ssr=mode.clone() />
                <Route path=path!("/account/addresses") view=account::AddressesPage ssr=mode.clone() />
                <Route path=path!("/account/security") view=account::SecurityPage ssr=mode.clone() />
                <Route path=path!("/help") view=home::HelpPage ssr=mode.clone() />
                <Route path=path!("/delivery") view=home::DeliveryPage ssr=mode.clone() />
                <Route path=path!("/terms") view=home::TermsPage ssr=mode.clone() />
                <Route path=path!("/privacy") view=home::PrivacyPage ssr=mode />
            </Routes>
        </Router>
    }
}
