//! `/login`

use super::frame::{Door, DoorFrame};
use crate::{
    ui::{
        button::{Kind, LINK, Size, classes},
        field::{Field, Summary as Errors},
        head::Head,
    },
    visit::{self, Visit, safe_next},
};
use leptos::prelude::*;

/// Asks for e-mail and password; who is logged in already is led on.
#[component]
pub fn LogInPage() -> impl IntoView {
    let visit = Visit::here();
    let next = visit::query_value("next").unwrap_or_default();
    if visit.logged_in() {
        return visit::onward(if next.is_empty() { "/account" } else { safe_next(&next) });
    }
    let form = visit.form("log-in");
    let guest = visit.cart_count > 0;
    view! {
        <Head title="Log in" />
        <DoorFrame door=Door::LogIn title="Good to see you." lead="Your orders, addresses and saved things are here." next=next.clone()>
            <div class="mt-5"><Errors form=form.clone() /></div>
            <form method="post" action="/do/account/log-in" class="space-y-5">
                <input type="hidden" name="next" value=next />
                <Field form=form.clone() name="email" label="E-mail" kind="email" autocomplete="username" inputmode="email" maxlength=254 />
                <Field form name="password" label="Password" kind="password" autocomplete="current-password" maxlength=200 />
                <button type="submit" class=format!("{} w-full", classes(Kind::Primary, Size::Large))>"Log in"</button>
            </form>
            {guest.then(|| view! {
                <p class="mt-8 text-center text-[0.9375rem] text-muted">
                    "Only buying something? " <a href="/checkout" class=LINK>"Continue as a guest"</a>
                </p>
            })}
        </DoorFrame>
    }
    .into_any()
}
