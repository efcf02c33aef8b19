//! The fields of an address, and how one is written.

use crate::{
    ui::field::{Field, Select},
    visit::Form,
};
use contracts::identity::{INDIAN_STATES, Postal};
use leptos::prelude::*;

/// The fields, filled in with `postal` where nothing was typed yet.
#[component]
pub fn PostalFields(form: Form, postal: Postal) -> impl IntoView {
    let states = std::iter::once((String::new(), "Choose a state".to_owned()))
        .chain(INDIAN_STATES.map(|state| (state.to_owned(), state.to_owned())))
        .collect();
    view! {
        <div class="mt-6 grid gap-5 sm:grid-cols-2">
            <Country form=form.clone() />
            <Field
                form=form.clone()
                name="name"
                label="Full name"
                value=postal.name
                autocomplete="shipping name"
                maxlength=100
                class="sm:col-span-2"
            />
            <Field
                form=form.clone()
                name="line1"
                label="House and street"
                value=postal.line1
                autocomplete="shipping address-line1"
                maxlength=200
                class="sm:col-span-2"
            />
            <Field
                form=form.clone()
                name="line2"
                label="Flat, floor, landmark"
                value=postal.line2
                autocomplete="shipping address-line2"
                maxlength=200
                optional=true
                class="sm:col-span-2"
            />
            <Field
                form=form.clone()
                name="postal_code"
                label="PIN code"
                value=postal.postal_code
                autocomplete="shipping postal-code"
                inputmode="numeric"
                maxlength=12
            />
            <Field form=form.clone() name="city" label="City" value=postal.city autocomplete="shipping address-level2" maxlength=100 />
            <Select
                form=form.clone()
                name="region"
                label="State"
                options=states
                value=postal.region
                autocomplete="shipping address-level1"
            />
            <Field
                form
                name="phone"
                label="Phone"
                kind="tel"
                value=postal.phone
                autocomplete="shipping tel"
                inputmode="tel"
                maxlength=30
                hint="Only for the courier, on the day."
            />
        </div>
    }
    .into_any()
}

#[component]
fn Country(form: Form) -> impl IntoView {
    let options = vec![("IN".to_owned(), "India".to_owned())];
    view! { <Select form name="country" label="Country" options value="IN" autocomplete="shipping country" class="sm:col-span-2" /> }
}

/// An address on an envelope.
#[component]
pub fn Envelope(postal: Postal, #[prop(optional, into)] class: String) -> impl IntoView {
    view! {
        <address class=format!("leading-relaxed not-italic {class}")>
            {lines(&postal).map(|line| view! { <span class="block">{line}</span> }).collect_view()}
        </address>
    }
    .into_any()
}

/// The lines of an address, the name first.
pub fn lines(postal: &Postal) -> impl Iterator<Item = String> {
    let lines = [postal.name.clone(), postal.line1.clone(), postal.line2.clone(), town(postal)];
    lines.into_iter().filter(|line| !line.is_empty())
}

/// An address in one line, without the name.
pub fn one_line(postal: &Postal) -> String {
    joined([&postal.line1, &postal.line2, &town(postal)], ", ")
}

/// A seller may be told no more of it than the city.
fn town(postal: &Postal) -> String {
    joined([&joined([&postal.city, &postal.postal_code], " "), &postal.region], ", ")
}

fn joined<const N: usize>(parts: [&str; N], between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_leaves_no_gap() {
        let postal = Postal {
            line1: "14, 3rd Cross".to_owned(),
            city: "Bengaluru".to_owned(),
            postal_code: "560025".to_owned(),
            region: "Karnataka".to_owned(),
            ..Postal::default()
        };

        assert_eq!(one_line(&postal), "14, 3rd Cross, Bengaluru 560025, Karnataka");
        assert_eq!(one_line(&Postal { city: "Kochi".to_owned(), ..Postal::default() }), "Kochi");
    }
}
