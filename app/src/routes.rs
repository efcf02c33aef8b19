//! Which page stands at which address.

use crate::{account, admin, browse, cart, checkout, home, layout, orders, product, seller};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    MatchNestedRoutes, SsrMode,
    any_nested_route::IntoAnyNestedRoute,
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
                <Route path=path!("/sell") view=seller::apply::SellPage ssr=mode.clone() />
                <Route path=path!("/help") view=home::HelpPage ssr=mode.clone() />
                <Route path=path!("/delivery") view=home::DeliveryPage ssr=mode.clone() />
                <Route path=path!("/terms") view=home::TermsPage ssr=mode.clone() />
                <Route path=path!("/privacy") view=home::PrivacyPage ssr=mode />
                <SellerRoutes />
                <AdminRoutes />
            </Routes>
        </Router>
    }
}

/// The seller's room. Its type ends here, like that of the admin's: the type of all routes together would be as large as all
/// pages together.
#[component(transparent)]
fn SellerRoutes() -> impl MatchNestedRoutes + Clone {
    let mode = SsrMode::Async;
    let routes = view! {
        <Route path=path!("/seller/orders") view=seller::orders::SoldPage ssr=mode.clone() />
        <Route path=path!("/seller/orders/:id") view=seller::orders::SoldOrderPage ssr=mode.clone() />
        <Route path=path!("/seller/orders/:id/slip") view=seller::orders::SlipPage ssr=mode.clone() />
        <Route path=path!("/seller/money") view=seller::money::MoneyPage ssr=mode.clone() />
        <Route path=path!("/seller/notices") view=seller::notices::NoticesPage ssr=mode.clone() />
        <Route path=path!("/seller/settings") view=seller::settings::SettingsPage ssr=mode.clone() />
        <Route path=path!("/seller/products") view=seller::products::ProductsPage ssr=mode.clone() />
        <Route path=path!("/seller/products/new") view=seller::products::NewProductPage ssr=mode.clone() />
        <Route path=path!("/seller/products/:id") view=seller::products::ProductPage ssr=mode.clone() />
        <Route path=path!("/seller/inventory") view=seller::inventory::InventoryPage ssr=mode.clone() />
        <Route path=path!("/seller/inventory/:offer") view=seller::inventory::HistoryPage ssr=mode.clone() />
        <Route path=path!("/seller/import") view=seller::import::UploadPage ssr=mode.clone() />
        <Route path=path!("/seller/import/:import") view=seller::import::ImportPage ssr=mode.clone() />
        <Route path=path!("/seller") view=seller::HomePage ssr=mode />
    };
    routes.into_inner().into_any_nested_route()
}

/// The room of those who look after the market.
#[component(transparent)]
fn AdminRoutes() -> impl MatchNestedRoutes + Clone {
    let mode = SsrMode::Async;
    let routes = view! {
        <Route path=path!("/admin") view=admin::HomePage ssr=mode.clone() />
        <Route path=path!("/admin/users") view=admin::users::UsersPage ssr=mode.clone() />
        <Route path=path!("/admin/users/:id") view=admin::users::UserPage ssr=mode.clone() />
        <Route path=path!("/admin/sellers") view=admin::sellers::SellersPage ssr=mode.clone() />
        <Route path=path!("/admin/sellers/:id") view=admin::sellers::SellerPage ssr=mode.clone() />
        <Route path=path!("/admin/orders") view=admin::orders::AllOrdersPage ssr=mode.clone() />
        <Route path=path!("/admin/orders/:id") view=admin::orders::AnyOrderPage ssr=mode.clone() />
        <Route path=path!("/admin/moderation") view=admin::moderation::ModerationPage ssr=mode.clone() />
        <Route path=path!("/admin/categories") view=admin::categories::CategoriesPage ssr=mode.clone() />
        <Route path=path!("/admin/money") view=admin::money::CommissionsPage ssr=mode.clone() />
        <Route path=path!("/admin/notices") view=admin::notices::NoticesPage ssr=mode.clone() />
        <Route path=path!("/admin/audit") view=admin::AuditPage ssr=mode.clone() />
        <Route path=path!("/admin/events") view=admin::EventsPage ssr=mode />
    };
    routes.into_inner().into_any_nested_route()
}
