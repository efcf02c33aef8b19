//! The application form.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Area, Field, Select},
        panel::Panel,
    },
    ui::field::{Checkbox, Summary as Errors},
    visit::Form,
};
use contracts::identity::{Contact, INDIAN_STATES, Papers, Postal, Seller, Trader};
use leptos::prelude::*;

/// Everything that an application says; `seller` fills it in where it is sent again.
#[component]
pub fn Application(form: Form, seller: Option<Seller>) -> impl IntoView {
    let again = seller.is_some();
    let (contact, trader, papers) = seller
        .as_ref()
        .map(|seller| (seller.contact.clone(), seller.trader.clone().unwrap_or_default(), seller.papers.clone()))
        .unwrap_or_default();
    let certified = trader.certified;
    view! {
        <form method="post" action="/do/seller/apply" novalidate class="grid min-w-0 gap-4">
            <Errors form=form.clone() />
            <ShopFields form=form.clone() seller />
            <TraderFields form=form.clone() trader papers contact lead="The law wants a market to know its traders. Once your shop is open, it says this to everybody." />
            <Panel title="Your word"><YourWord form certified /></Panel>
            <div class="flex flex-wrap items-center gap-4">
                <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>
                    {if again { "Send it again" } else { "Send the application" }}
                </button>
                <p class="text-tool text-muted">"Nothing is published before your shop is open."</p>
            </div>
        </form>
    }
    .into_any()
}

/// That only what the law allows is sold.
#[component]
pub fn YourWord(form: Form, certified: bool) -> impl IntoView {
    view! {
        <Checkbox
            form
            name="certified"
            label="I sell only goods that the law allows, and what I have written here is true."
            checked=certified
            hint="The law on digital services asks every market for this."
        />
    }
    .into_any()
}

#[component]
fn ShopFields(form: Form, seller: Option<Seller>) -> impl IntoView {
    let days = seller.as_ref().map_or(2, |seller| seller.ships_in_days).to_string();
    let text = move |of: fn(&Seller) -> &str| seller.as_ref().map(|seller| of(seller).to_owned()).unwrap_or_default();
    view! {
        <Panel title="Your shop" lead="Everybody sees this.">
            <div class="grid gap-4 sm:grid-cols-2">
                <Field form=form.clone() name="name" label="Name of the shop" value=text(|seller| &seller.name) maxlength=80 />
                <Field
                    form=form.clone()
                    name="slug"
                    label="Address"
                    prefix="/shops/"
                    value=text(|seller| &seller.slug)
                    maxlength=80
                    hint="Small letters, digits and hyphens."
                />
                <Area
                    form=form.clone()
                    name="about"
                    label="About the shop"
                    value=text(|seller| &seller.about)
                    maxlength=2000
                    hint="What you make or sell, and where it comes from."
                    class="sm:col-span-2"
                />
                <Field
                    form=form.clone()
                    name="returns"
                    label="Returns"
                    value=text(|seller| &seller.returns)
                    maxlength=300
                    hint="For example: 30 days, unworn, you pay the parcel."
                    class="sm:col-span-2"
                />
                <Field form=form.clone() name="place" label="Town and state" value=text(|seller| &seller.place) maxlength=100 />
                <Field
                    form
                    name="ships_in_days"
                    label="A parcel leaves after"
                    suffix="working days"
                    inputmode="numeric"
                    value=days
                    maxlength=3
                />
            </div>
        </Panel>
    }
    .into_any()
}

/// Who trades, and how the market reaches them.
#[component]
pub fn TraderFields(
    form: Form,
    trader: Trader,
    papers: Papers,
    contact: Contact,
    lead: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let Postal { line1, line2, city, region, postal_code, .. } = trader.address;
    let states = std::iter::once((String::new(), "Choose a state".to_owned()))
        .chain(INDIAN_STATES.map(|state| (state.to_owned(), state.to_owned())))
        .collect();
    view! {
        <Panel title="Who trades" lead>
            <div class="grid gap-4 sm:grid-cols-2">
                <Field
                    form=form.clone()
                    name="legal_name"
                    label="Person or company"
                    value=trader.legal_name
                    autocomplete="organization"
                    maxlength=100
                />
                <RegisterFields form=form.clone() registration=trader.registration register=papers.register.clone() />
                <Field form=form.clone() name="line1" label="House and street" value=line1 autocomplete="address-line1" maxlength=200 class="sm:col-span-2" />
                <Field
                    form=form.clone()
                    name="line2"
                    label="Flat, floor, landmark"
                    value=line2
                    autocomplete="address-line2"
                    maxlength=200
                    optional=true
                    class="sm:col-span-2"
                />
                <Field form=form.clone() name="postal_code" label="PIN code" value=postal_code inputmode="numeric" autocomplete="postal-code" maxlength=12 />
                <Field form=form.clone() name="city" label="City" value=city autocomplete="address-level2" maxlength=100 />
                <Select form=form.clone() name="region" label="State" options=states value=region class="sm:col-span-2" />
                <Field
                    form=form.clone()
                    name="contact_email"
                    label="E-mail of the shop"
                    kind="email"
                    inputmode="email"
                    value=contact.email
                    autocomplete="email"
                    maxlength=254
                    hint="Orders and answers go there."
                />
                <Field
                    form=form.clone()
                    name="contact_phone"
                    label="Phone of the shop"
                    kind="tel"
                    inputmode="tel"
                    value=contact.phone
                    autocomplete="tel"
                    maxlength=30
                />
            </div>
            <PaperFields form papers />
            {children.map(|children| children())}
        </Panel>
    }
    .into_any()
}

#[component]
fn RegisterFields(form: Form, registration: String, register: String) -> impl IntoView {
    view! {
        <Field
            form=form.clone()
            name="registration"
            label="Number in a trade register"
            value=registration
            maxlength=100
            optional=true
            hint="For example your GSTIN."
        />
        <Field
            form
            name="register"
            label="Name of that register"
            value=register
            maxlength=100
            optional=true
            hint="For example Registrar of Companies, Kanpur."
            class="sm:col-span-2"
        />
    }
    .into_any()
}

/// What only the market reads. The number of an account does not come back: of the one that is known, the end is said.
#[component]
fn PaperFields(form: Form, papers: Papers) -> impl IntoView {
    let known = papers.account_number;
    let hint = if known.is_empty() {
        "IBAN, or IFSC and number.".to_owned()
    } else {
        format!("We have {known}. Leave it empty to keep it.")
    };
    view! {
        <div role="group" aria-labelledby="papers" class="mt-5 grid gap-4 border-t border-line pt-4 sm:grid-cols-2">
            <p id="papers" class="text-tool text-muted sm:col-span-2">"Only the market reads what follows, never shoppers."</p>
            <Field form=form.clone() name="account_holder" label="Holder of your account" value=papers.account_holder maxlength=100 optional=true />
            <Field form=form.clone() name="account_number" label="Number of your account" autocomplete="off" maxlength=50 optional=true hint />
            <Field
                form
                name="document"
                label="Identification document"
                value=papers.document
                autocomplete="off"
                maxlength=100
                optional=true
                hint="Kind and number, for example PAN or passport."
                class="sm:col-span-2"
            />
        </div>
    }
    .into_any()
}
