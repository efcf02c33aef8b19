//! Who trades under the shop's name.

use crate::{
    room::button::{self, Kind, Size},
    seller::apply::fields::{TraderFields, YourWord},
    ui::field::Summary as Errors,
    visit::Form,
};
use contracts::identity::Seller;
use leptos::prelude::*;

/// Contact and trader, to be changed by owners.
#[component]
pub fn Traded(shop: Seller, form: Form) -> impl IntoView {
    let trader = shop.trader.unwrap_or_default();
    let certified = trader.certified;
    let word = form.clone();
    view! {
        <form method="post" action="/do/seller/settings/trader" novalidate class="grid gap-4">
            <Errors form=form.clone() />
            <input type="hidden" name="version" value=shop.version />
            <TraderFields form trader papers=shop.papers contact=shop.contact lead="Your shop's page says this to everybody, because the law asks for it.">
                <div class="mt-4 grid gap-4">
                    <YourWord form=word certified />
                    <div><button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Save who trades"</button></div>
                </div>
            </TraderFields>
        </form>
    }
    .into_any()
}
