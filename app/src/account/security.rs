//! `/account/security`

use super::frame::{AccountFrame, CARD, log_in_first};
use crate::{
    ui::{
        button::{Kind, Size, classes},
        confirm::Confirm,
        field::{Field, Summary as Errors},
        head::Head,
    },
    visit::{Form, Visit},
};
use leptos::prelude::*;

/// Password and sessions.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let visit = Visit::here();
    if !visit.logged_in() {
        return log_in_first();
    }
    view! {
        <Head title="Security" />
        <AccountFrame title="Security">
            <Errors form=visit.form("account") />
            <Password form=visit.form("password") />
            <section class=CARD>
                <h2 class="text-lg font-bold">"Other devices"</h2>
                <p class="mt-1 mb-5 text-[0.9375rem] text-muted">
                    "Lost a phone, or logged in on somebody else’s computer? This ends every log-in at once."
                </p>
                <Confirm
                    id="everywhere"
                    label="Log out everywhere"
                    class=classes(Kind::Secondary, Size::Medium)
                    title="Log out everywhere?"
                    text="Every device has to log in again, this one too."
                    keep="Stay logged in"
                >
                    <form method="post" action="/do/account/log-out-everywhere">
                        <button type="submit" class=classes(Kind::Danger, Size::Medium)>"Log out everywhere"</button>
                    </form>
                </Confirm>
            </section>
        </AccountFrame>
    }
    .into_any()
}

#[component]
fn Password(form: Form) -> impl IntoView {
    view! {
        <section class=CARD>
            <h2 class="text-lg font-bold">"Password"</h2>
            <p class="mt-1 mb-5 text-[0.9375rem] text-muted">"Changing it logs out every other device."</p>
            <Errors form=form.clone() />
            <form method="post" action="/do/account/password" class="max-w-md space-y-5">
                <Field form=form.clone() name="current" label="Current password" kind="password" autocomplete="current-password" maxlength=200 />
                <Field
                    form
                    name="new"
                    label="New password"
                    kind="password"
                    autocomplete="new-password"
                    maxlength=200
                    hint="At least 8 characters. A short sentence works well."
                />
                <button type="submit" class=classes(Kind::Primary, Size::Medium)>"Change password"</button>
            </form>
        </section>
    }
    .into_any()
}
