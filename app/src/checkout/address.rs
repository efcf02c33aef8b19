//! Where the parcels go.

use super::{delivery::RADIO_CARD, form::NEW_ADDRESS};
use crate::{
    account::postal::{PostalFields, one_line},
    ui::field::Checkbox,
    visit::Form,
};
use contracts::identity::{Address, Postal};
use leptos::prelude::*;

/// The address book as cards and, under "another address", the fields. Who has no address book sees only the fields.
#[component]
pub fn AddressChoice(form: Form, logged_in: bool, name: String, addresses: Vec<Address>) -> impl IntoView {
    if addresses.is_empty() {
        return view! {
            <input type="hidden" name="address" value=NEW_ADDRESS />
            <NewAddress form logged_in name />
        }
        .into_any();
    }
    let first = addresses.iter().find(|address| address.default).or(addresses.first());
    let chosen = form.value("address", &first.map(|address| address.id.to_string()).unwrap_or_default());
    let error = form.error("address");
    view! {
        <div class="group/address mt-6">
            <fieldset id="address" class="grid gap-2.5 sm:grid-cols-2">
                <legend class="sr-only">"Choose an address"</legend>
                {addresses
                    .into_iter()
                    .map(|address| {
                        let id = address.id.to_string();
                        let checked = id == chosen;
                        view! {
                            <label class=RADIO_CARD>
                                <input type="radio" name="address" value=id checked=checked class="mt-0.5 size-[1.125rem] shrink-0 accent-brand outline-none" />
                                <span class="min-w-0 flex-1 text-[0.9375rem]">
                                    <span class="block font-semibold">{address.postal.name.clone()}</span>
                                    <span class="mt-0.5 block text-sm text-muted">{one_line(&address.postal)}</span>
                                </span>
                            </label>
                        }
                    })
                    .collect_view()}
                <label class=RADIO_CARD>
                    <input
                        id="address-new"
                        type="radio"
                        name="address"
                        value=NEW_ADDRESS
                        checked=chosen == NEW_ADDRESS
                        class="mt-0.5 size-[1.125rem] shrink-0 accent-brand outline-none"
                    />
                    <span class="text-[0.9375rem] font-semibold">"Use another address"</span>
                </label>
            </fieldset>
            {error.map(|error| view! { <p class="mt-2 text-sm font-medium text-danger">{error}</p> })}
            <div class="hidden group-has-[#address-new:checked]/address:block">
                <NewAddress form logged_in name />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn NewAddress(form: Form, logged_in: bool, name: String) -> impl IntoView {
    let postal = Postal { name, ..Postal::default() };
    view! {
        <PostalFields form=form.clone() postal />
        {logged_in.then(|| view! { <Checkbox form name="save" label="Save this address for next time" class="mt-3" /> })}
    }
    .into_any()
}
