//! A form that counts once, however often it is sent.

use crate::visit::Form;
use contracts::{Kind, Problem};
use leptos::prelude::*;
use uuid::Uuid;

/// The key of a form: made with the page, so that pressing twice does it once.
#[component]
pub fn Once(form: Form) -> impl IntoView {
    view! { <input type="hidden" name="key" value=key(&form.value("key", "")) /> }.into_any()
}

/// The key that was sent; of whoever sent none, every request is another one.
pub fn key(sent: &str) -> String {
    sent.parse().unwrap_or_else(|_| Uuid::new_v4()).to_string()
}

/// What of the key comes back with a refusal: where nobody knows whether it was done, the same again asks for nothing new.
pub fn kept<'a, T>(key: &'a str, outcome: &Result<T, Problem>) -> &'a str {
    match outcome {
        Err(problem) if matches!(problem.kind, Kind::Unavailable | Kind::Internal) => key,
        _ => "",
    }
}
