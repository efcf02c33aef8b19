//! Form rows of a room: as `ui/field.rs`, but 36 pixels high, with prefix and suffix inside the field.

use crate::{
    ui::{
        field::{Below, Label, described_by},
        icon::Icon,
    },
    visit::Form,
};
use leptos::prelude::*;

/// The look of everything one types into; height comes with the place.
pub const INPUT: &str = "w-full rounded-tool border border-edge bg-surface px-3 text-tool text-ink placeholder:text-muted hover:border-muted aria-invalid:border-danger pointer-coarse:text-base";

/// A line to type into. What was typed before and what was wrong with it come from `form`.
#[component]
pub fn Field(
    form: Form,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: String,
    /// Stands before what is typed: `₹`, `/p/`.
    #[prop(optional)]
    prefix: &'static str,
    /// Stands behind it: `g`, `%`.
    #[prop(optional)]
    suffix: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] maxlength: Option<u32>,
    /// May stay empty; the label says so.
    #[prop(optional)]
    optional: bool,
    /// Where another form of the page has a field of this name.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let error = form.error(&name);
    let wrong = if error.is_some() { "border-danger" } else { "border-edge hover:border-muted" };
    let beside = |text: &'static str, side: &str| {
        (!text.is_empty())
            .then(|| view! { <span aria-hidden="true" class=format!("shrink-0 text-tool whitespace-nowrap text-muted {side}")>{text}</span> })
    };
    view! {
        <div class=class>
            <Label id=id.clone() label optional dense=true />
            <div class=format!(
                "flex h-9 w-full items-center rounded-tool border bg-surface focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-brand pointer-coarse:h-11 {wrong}",
            )>
                {beside(prefix, "pl-3")}
                <input
                    id=id.clone()
                    name=name.clone()
                    type=kind
                    value=(kind != "password").then(|| form.value(&name, &value))
                    inputmode=inputmode
                    autocomplete=autocomplete
                    placeholder=placeholder
                    maxlength=maxlength
                    required=!optional
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described_by(&id, error.is_some(), !hint.is_empty())
                    class="h-full w-full min-w-0 rounded-tool bg-transparent px-3 text-tool text-ink tabular-nums outline-none placeholder:text-muted pointer-coarse:text-base"
                />
                {beside(suffix, "pr-3")}
            </div>
            <Below id error hint dense=true />
        </div>
    }
    .into_any()
}

/// Several lines to type into.
#[component]
pub fn Area(
    form: Form,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let error = form.error(&name);
    view! {
        <div class=class>
            <Label id=id.clone() label optional dense=true />
            <textarea
                id=id.clone()
                name=name.clone()
                rows=rows
                maxlength=maxlength
                required=!optional
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described_by(&id, error.is_some(), !hint.is_empty())
                class=format!("py-2 {INPUT}")
            >
                {form.value(&name, &value)}
            </textarea>
            <Below id error hint dense=true />
        </div>
    }
    .into_any()
}

/// One of a list.
#[component]
pub fn Select(
    form: Form,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// Value and label of each choice.
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    /// May stay at nothing; the label says so.
    #[prop(optional)]
    optional: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let error = form.error(&name);
    let chosen = form.value(&name, &value);
    view! {
        <div class=class>
            <Label id=id.clone() label optional dense=true />
            <div class="relative">
                <select
                    id=id.clone()
                    name=name
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described_by(&id, error.is_some(), !hint.is_empty())
                    class=format!("h-9 appearance-none truncate pr-9! pointer-coarse:h-11 {INPUT}")
                >
                    {options
                        .into_iter()
                        .map(|(value, label)| {
                            let selected = value == chosen;
                            view! { <option value=value selected=selected>{label}</option> }
                        })
                        .collect_view()}
                </select>
                <Icon name="chevron-down" class="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted" />
            </div>
            <Below id error hint dense=true />
        </div>
    }
    .into_any()
}

/// A small field in the row of a table; its label is for screen readers, and for phones, where the head is gone.
#[component]
pub fn RowInput(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    /// For example `Price of Moss, 300 ml`.
    #[prop(into)]
    label: String,
    /// The column's word, shown on phones.
    column: &'static str,
    #[prop(into)] value: String,
    #[prop(optional)] prefix: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    /// What is wrong with it.
    #[prop(optional_no_strip)]
    error: Option<String>,
    #[prop(default = "w-24")] width: &'static str,
) -> impl IntoView {
    let wrong = if error.is_some() { "border-danger" } else { "border-edge" };
    view! {
        <label for=id.clone() class="sr-only">{label}</label>
        <span aria-hidden="true" class="mb-1 block text-mini text-muted md:hidden">{column}</span>
        <span class=format!(
            "inline-flex h-8 items-center rounded-tool border bg-surface px-2 text-tool focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-brand pointer-coarse:h-10 max-md:w-full {width} {wrong}",
        )>
            {(!prefix.is_empty()).then(|| view! { <span aria-hidden="true" class="mr-1.5 shrink-0 text-muted">{prefix}</span> })}
            <input
                id=id.clone()
                name=name
                value=value
                inputmode=inputmode
                maxlength=maxlength
                required=required
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described_by(&id, error.is_some(), false)
                class="h-full w-full min-w-0 bg-transparent text-ink tabular-nums outline-none pointer-coarse:text-base"
            />
        </span>
        <Below id error hint=String::new() dense=true />
    }
    .into_any()
}
