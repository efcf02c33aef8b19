//! Form fields: label above, hint below, the error in the hint's place.

use super::icon::Icon;
use crate::visit::Form;
use leptos::prelude::*;

/// The look of everything one types into; height and padding come with the place.
pub const INPUT: &str = "w-full rounded-field border border-edge bg-surface text-ink transition-colors placeholder:text-muted hover:border-brand focus:border-brand focus:outline-3 focus:outline-offset-0 focus:outline-brand/25 aria-invalid:border-danger aria-invalid:focus:outline-danger/25";

/// A line to type into. What was typed before and what was wrong with it come from `form`.
#[component]
pub fn Field(
    form: Form,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// `type` of the input; passwords are never filled in again.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] hint: String,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
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
    let value = (kind != "password").then(|| form.value(&name, &value));
    let about = described_by(&id, error.is_some(), !hint.is_empty());
    view! {
        <div class=class>
            <Label id=id.clone() label optional />
            <input
                id=id.clone()
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                placeholder=placeholder
                maxlength=maxlength
                required=!optional
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=about
                class=format!("h-12 px-4 text-base {INPUT}")
            />
            <Below id error hint />
        </div>
    }
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
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let error = form.error(&name);
    let chosen = form.value(&name, &value);
    let about = described_by(&id, error.is_some(), !hint.is_empty());
    view! {
        <div class=class>
            <Label id=id.clone() label optional=false />
            <div class="relative">
                <select
                    id=id.clone()
                    name=name
                    autocomplete=autocomplete
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=about
                    class=format!("h-12 appearance-none pr-11 pl-4 text-base {INPUT}")
                >
                    {options
                        .into_iter()
                        .map(|(value, label)| {
                            let selected = value == chosen;
                            view! { <option value=value selected=selected>{label}</option> }
                        })
                        .collect_view()}
                </select>
                <Icon name="chevron-down" class="pointer-events-none absolute top-1/2 right-3.5 size-4 -translate-y-1/2 text-muted" />
            </div>
            <Below id error hint />
        </div>
    }
}

/// Yes or no. A box that is not ticked is not sent.
#[component]
pub fn Checkbox(
    form: Form,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let error = form.error(&name);
    let about = described_by(&id, error.is_some(), !hint.is_empty());
    let before = if checked { "on" } else { "" };
    let checked = !form.value(&name, before).is_empty();
    view! {
        <div class=class>
            <label class="flex min-h-10 items-center gap-3 text-[0.9375rem]">
                <input
                    id=id.clone()
                    type="checkbox"
                    name=name
                    value="on"
                    checked=checked
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=about
                    class="size-[1.125rem] shrink-0 accent-brand"
                />
                {label}
            </label>
            <Below id error hint />
        </div>
    }
}

/// Everything that is wrong with a form, on top of it, each with a link to its field.
#[component]
pub fn Summary(
    form: Form,
    /// What its fields' ids begin with, where another form of the page has fields of the same names.
    #[prop(optional, into)]
    ids: String,
) -> impl IntoView {
    let (problem, errors) = (form.problem(), form.errors());
    let title = match (&problem, errors.len()) {
        (Some(problem), _) => problem.clone(),
        (None, 0) => return ().into_any(),
        (None, 1) => "One field needs another look.".to_owned(),
        (None, many) => format!("{many} fields need another look."),
    };
    view! {
        <div role="alert" tabindex="-1" class="mb-6 flex items-start gap-3 rounded-field bg-danger-soft px-4 py-3 text-sm leading-relaxed">
            <Icon name="circle-alert" class="mt-0.5 size-[1.125rem] text-danger" />
            <div class="min-w-0 flex-1">
                <p><strong class="font-bold">{title}</strong></p>
                <ul>
                    {errors
                        .into_iter()
                        .map(|error| {
                            view! {
                                <li><a href=format!("#{ids}{}", error.field) class="inline-block py-1 underline underline-offset-4">{error.message}</a></li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        </div>
    }
    .into_any()
}

/// The label of a field, above it. `dense` is for the rooms.
#[component]
pub fn Label(id: String, label: String, optional: bool, #[prop(optional)] dense: bool) -> impl IntoView {
    let size = if dense { "text-tool" } else { "text-sm" };
    view! {
        <label for=id class=format!("mb-1.5 block font-semibold {size}")>
            {label}
            {optional.then(|| view! { <span class="font-normal text-muted">" (optional)"</span> })}
        </label>
    }
    .into_any()
}

/// What is wrong with a field, or else its hint, below it.
#[component]
pub fn Below(id: String, error: Option<String>, hint: String, #[prop(optional)] dense: bool) -> impl IntoView {
    let (place, icon) = if dense { ("mt-1 text-xs", "mt-px size-3.5") } else { ("mt-1.5 text-sm", "mt-0.5 size-4") };
    match error {
        Some(message) => view! {
            <p id=format!("{id}-error") class=format!("{place} flex items-start gap-1.5 font-medium text-danger")>
                <Icon name="circle-alert" class=icon />
                {message}
            </p>
        }
        .into_any(),
        None if hint.is_empty() => ().into_any(),
        None => view! { <p id=format!("{id}-hint") class=format!("{place} text-muted")>{hint}</p> }.into_any(),
    }
}

/// The id of what explains a field: its error, or else its hint.
pub fn described_by(id: &str, wrong: bool, hinted: bool) -> Option<String> {
    match (wrong, hinted) {
        (true, _) => Some(format!("{id}-error")),
        (false, true) => Some(format!("{id}-hint")),
        (false, false) => None,
    }
}
