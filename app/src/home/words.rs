//! How the market works, in few words: help, delivery and returns, terms, privacy.

use crate::{
    layout::Page,
    ui::{crumbs::Crumbs, head::Head},
};
use leptos::prelude::*;

/// A heading and its paragraphs.
type Part = (&'static str, &'static [&'static str]);

#[component]
pub fn HelpPage() -> impl IntoView {
    view! {
        <Words
            path="/help"
            title="Help"
            lead="The short answers."
            parts=&[
                ("Where is my order?", &["Under Orders, with every parcel and its state. If you ordered without an account, the link in the confirmation mail opens your order."]),
                ("May I cancel?", &["Yes, until the parcel has left the seller: open the order and choose Cancel. What you paid goes back the way it came."]),
                ("How do I send something back?", &["Each seller’s terms for returns stand on the product’s page and on the shop’s page."]),
                ("Do I need an account?", &["No. You can order as a guest. With an account your cart, addresses and orders are with you on every device."]),
                ("Is my card safe?", &["The market does not store card numbers. Payment runs through a payment gateway."]),
            ]
        />
    }
}

#[component]
pub fn DeliveryPage() -> impl IntoView {
    view! {
        <Words
            path="/delivery"
            title="Delivery and returns"
            lead="One cart may hold goods of several sellers. Each sends its own parcel."
            parts=&[
                ("What it costs", &["Every seller has its own delivery, standard or express. Cost and dates stand on the product’s page; those of each parcel in the checkout, before you pay, and on the order afterwards."]),
                ("When it comes", &["A seller says within how many working days a parcel leaves. The dates in the checkout count from the day of payment."]),
                ("Returns", &["Every seller says how many days you have and who pays the way back. You find it on the product’s page, under the price."]),
                ("If an order is cancelled", &["As long as a parcel has not left, you or the seller can cancel it. The amount for that parcel is refunded in full."]),
            ]
        />
    }
}

#[component]
pub fn TermsPage() -> impl IntoView {
    view! {
        <Words
            path="/terms"
            title="Terms"
            lead="What holds between you, the seller and the market."
            parts=&[
                ("Who sells", &["Each product is sold by the shop that is named beside it. The contract of sale is between you and that shop; the market arranges the order and the payment."]),
                ("Prices", &["Prices include taxes. The price that counts is the one in the checkout at the moment you place the order."]),
                ("Ordering", &["Placing an order holds the goods for you, and its page says until when. If it is not paid by then, the order lapses and nothing is charged."]),
                ("Using the market", &["Do not break it, do not pretend to be somebody else, and do not use it for anything unlawful. Accounts that do are closed."]),
                ("About this installation", &["Levomart is open-source software. Whoever runs it as a business puts the company’s own name, address and terms on this page."]),
            ]
        />
    }
}

#[component]
pub fn PrivacyPage() -> impl IntoView {
    view! {
        <Words
            path="/privacy"
            title="Privacy"
            lead="What is kept, why, and for whom."
            parts=&[
                ("Cookies", &["One: it keeps your session, that is, your cart and your log-in. There are no cookies for advertising and none of third parties."]),
                ("Your account", &["Name, e-mail, a fingerprint of your password from which it cannot be read, and the addresses that you save."]),
                ("Your orders", &["What you ordered, where it goes and what was paid. A seller sees the address of the parcels it has to send, and nothing else of you."]),
                ("Payments", &["Card numbers go to the payment gateway and are not stored here."]),
                ("What you can do", &["You can change your name, your password and your addresses under Account at any time."]),
            ]
        />
    }
}

#[component]
fn Words(path: &'static str, title: &'static str, lead: &'static str, parts: &'static [Part]) -> impl IntoView {
    view! {
        <Head title description=lead canonical=path />
        <Page>
            <div class="mx-auto max-w-page px-4 pt-5 sm:px-6 lg:px-8 lg:pt-8">
                <Crumbs steps=Vec::new() here=title />
                <div class="max-w-prose">
                    <h1 class="mt-3 text-title font-bold lg:mt-5">{title}</h1>
                    <p class="mt-2 text-lead text-muted">{lead}</p>
                    {parts
                        .iter()
                        .map(|(heading, paragraphs)| {
                            view! {
                                <section class="mt-8">
                                    <h2 class="text-lg font-bold">{*heading}</h2>
                                    {paragraphs.iter().map(|text| view! { <p class="mt-2 leading-relaxed">{*text}</p> }).collect_view()}
                                </section>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
        </Page>
    }
}
