//! What shoppers see of the shop.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Area, Field, Select},
        panel::Panel,
    },
    ui::field::Summary as Errors,
    visit::Form,
};
use contracts::identity::{Seller, TINTS};
use leptos::prelude::*;

/// The profile, to be changed by owners and read by staff.
#[component]
pub fn Profile(shop: Seller, owner: bool, form: Form) -> impl IntoView {
    let look = format!("/shops/{}", shop.slug);
    view! {
        <Panel title="Shop profile" lead="Everybody sees this." link="View my shop" href=look>
            <Errors form=form.clone() />
            <form method="post" action="/do/seller/settings/shop" novalidate>
                <fieldset disabled=!owner class="grid gap-4 sm:grid-cols-2">
                    <legend class="sr-only">"Shop profile"</legend>
                    <input type="hidden" name="version" value=shop.version />
                    <Field form=form.clone() name="name" label="Name" value=shop.name maxlength=80 />
                    <Select form=form.clone() name="tint" label="Colour behind the initials" options=tints(&shop.tint) value=shop.tint />
                    <Area form=form.clone() name="about" label="About" value=shop.about maxlength=2000 class="sm:col-span-2" />
                    <Field form=form.clone() name="returns" label="Returns" value=shop.returns maxlength=300 class="sm:col-span-2" />
                    <Field form=form.clone() name="place" label="Town and state" value=shop.place maxlength=100 />
                    <Field
                        form
                        name="ships_in_days"
                        label="A parcel leaves after"
                        suffix="working days"
                        inputmode="numeric"
                        value=shop.ships_in_days.to_string()
                        maxlength=3
                        hint="An order that is later counts as late."
                    />
                    {owner.then(|| view! {
                        <div class="sm:col-span-2">
                            <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Save the profile"</button>
                        </div>
                    })}
                </fieldset>
            </form>
        </Panel>
    }
    .into_any()
}

/// Every ground that can be chosen, and the one that the shop has, should it be another.
fn tints(current: &str) -> Vec<(String, String)> {
    let other = (!TINTS.contains(&current)).then_some(current);
    let label = |tint: &str| tint[..1].to_uppercase() + &tint[1..];
    TINTS
        .into_iter()
        .chain(other.filter(|tint| tint.is_ascii() && !tint.is_empty()))
        .map(|tint| (tint.to_owned(), label(tint)))
        .collect()
}
