//! `/register`

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

/// Opens an account; who is logged in already is led on.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let visit = Visit::here();
    let next = visit::query_value("next").unwrap_or_default();
    if visit.logged_in() {
        return visit::onward(if next.is_empty() { "/account" } else { safe_next(&next) });
    }
    let form = visit.form("register");
    view! {
        <Head title="Create an account" />
        <DoorFrame door=Door::Register title="Come on in." lead="Three fields, then you are done." next=next.clone()>
            <div class="mt-5"><Errors form=form.clone() /></div>
            <form method="post" action="/do/account/register" class="space-y-5">
                <input type="hidden" name="next" value=next />
                <Field form=form.clone() name="name" label="Your name" autocomplete="name" maxlength=100 />
                <Field form=form.clone() name="email" label="E-mail" kind="email" autocomplete="email" inputmode="email" maxlength=254 />
                <Field
                    form
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="new-password"
                    maxlength=200
                    hint="At least 8 characters. A short sentence works well."
                />
                <button type="submit" class=format!("{} w-full", classes(Kind::Primary, Size::Large))>"Create account"</button>
                <p class="text-center text-sm leading-relaxed text-muted">
                    "By creating an account you accept the " <a href="/terms" class=LINK>"terms"</a> " and the "
                    <a href="/privacy" class=LINK>"privacy notice"</a> "."
                </p>
            </form>
        </DoorFrame>
    }
    .into_any()
}
