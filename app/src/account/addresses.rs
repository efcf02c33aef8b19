//! `/account/addresses`

use super::frame::{AccountFrame, CARD, log_in_first};
use crate::{
    account::postal::{Envelope, PostalFields, one_line},
    layout::Failure,
    ui::{
        button::{Kind, LINK, Size, bare, classes},
        confirm::Confirm,
        field::{Checkbox, Summary as Errors},
        head::Head,
    },
    visit::{self, Form, Visit},
};
use contracts::identity::{Address, Postal};
use leptos::prelude::*;

/// The address book. `?edit=<id>` opens an entry.
#[component]
pub fn AddressesPage() -> impl IntoView {
    let visit = Visit::here();
    let edit = visit::query_value("edit");
    Suspend::new(async move {
        if !visit.logged_in() {
            return log_in_first();
        }
        match visit.ask().identity.addresses(&visit.caller).await {
            Ok(addresses) => view! { <Book visit addresses edit /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn Book(visit: Visit, addresses: Vec<Address>, edit: Option<String>) -> impl IntoView {
    let edited = edit.and_then(|id| addresses.iter().find(|address| address.id.to_string() == id).cloned());
    let first = addresses.is_empty();
    view! {
        <Head title="Address book" />
        <AccountFrame title="Address book">
            <Errors form=visit.form("addresses") />
            {(!first).then(|| view! {
                <ul class="grid gap-4 sm:grid-cols-2">
                    {addresses.into_iter().map(|address| view! { <Entry address /> }).collect_view()}
                </ul>
            })}
            <AddressForm form=visit.form("address") edited first />
        </AccountFrame>
    }
    .into_any()
}

#[component]
fn Entry(address: Address) -> impl IntoView {
    let id = address.id.to_string();
    let quiet = format!("{} h-10 px-3 text-sm", bare(Kind::Ghost));
    view! {
        <li data-testid="address" class="flex flex-col rounded-card border border-line bg-surface p-5 shadow-rest">
            {address.default.then(|| view! {
                <p class="mb-2 inline-flex h-7 items-center self-start rounded-pill bg-tint px-3 text-[0.8125rem] font-bold text-brand">"Default"</p>
            })}
            <Envelope postal=address.postal.clone() class="text-[0.9375rem]" />
            <p class="text-[0.9375rem] text-muted">{address.postal.phone.clone()}</p>
            <div class="-ml-3 mt-auto flex flex-wrap gap-1 pt-3">
                <a href=format!("/account/addresses?edit={id}#address-form") class=quiet.clone()>
                    "Change" <span class="sr-only">" " {one_line(&address.postal)}</span>
                </a>
                {(!address.default).then(|| view! {
                    <form method="post" action="/do/account/addresses/default">
                        <input type="hidden" name="id" value=id.clone() />
                        <button type="submit" class=quiet.clone()>"Make default"</button>
                    </form>
                })}
                <Confirm
                    id=format!("remove-{id}")
                    label="Remove"
                    class=quiet.clone()
                    title="Remove this address?"
                    text=one_line(&address.postal)
                >
                    <form method="post" action="/do/account/addresses/remove">
                        <input type="hidden" name="id" value=id />
                        <button type="submit" class=classes(Kind::Danger, Size::Medium)>"Remove it"</button>
                    </form>
                </Confirm>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn AddressForm(form: Form, edited: Option<Address>, first: bool) -> impl IntoView {
    let (title, action, button) = match &edited {
        Some(_) => ("Change the address", "/do/account/addresses/change", "Save the address"),
        None => ("Add an address", "/do/account/addresses/add", "Add the address"),
    };
    let default = edited.as_ref().map_or(first, |address| address.default);
    let changing = edited.is_some();
    let id = edited.as_ref().map(|address| address.id.to_string());
    view! {
        <section id="address-form" class=CARD>
            <h2 class="text-lg font-bold">{title}</h2>
            <div class="mt-5"><Errors form=form.clone() /></div>
            <form method="post" action=action novalidate>
                {id.map(|id| view! { <input type="hidden" name="id" value=id /> })}
                <PostalFields form=form.clone() postal=edited.map_or_else(Postal::default, |address| address.postal) />
                <Checkbox form name="default" label="Send orders here unless I choose another address" checked=default class="mt-4" />
                <div class="mt-5 flex flex-wrap items-center gap-5">
                    <button type="submit" class=classes(Kind::Primary, Size::Medium)>{button}</button>
                    {changing.then(|| view! { <a href="/account/addresses" class=format!("py-2 {LINK}")>"Leave it as it is"</a> })}
                </div>
            </form>
        </section>
    }
    .into_any()
}
