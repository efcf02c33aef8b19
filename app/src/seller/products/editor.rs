//! The form of a product.

use super::{draft::Draft, variants::Variants};
use crate::{
    room::{
        bar::SaveBar,
        field::{Area, Field, Select},
        once::Once,
        panel::{Columns, Panel},
        to_shop,
    },
    visit::Form,
};
use contracts::Currency;
use leptos::prelude::*;

/// Everything about a product but its pictures.
#[component]
pub fn Editor(
    draft: Draft,
    /// Id and name of each category.
    categories: Vec<(String, String)>,
    form: Form,
    currency: Currency,
    /// Of a product that exists.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let back = if id.is_empty() { "/seller/products".to_owned() } else { format!("/seller/products/{id}") };
    let work = view! {
        <Words draft=draft.clone() form=form.clone() />
        <Variants draft=draft.clone() form=form.clone() currency />
        <Engines draft=draft.clone() form=form.clone() />
    };
    let version = draft.form.version.clone();
    let context = view! {
        <Publish status=draft.form.status.clone() form=form.clone() />
        <Organisation draft categories form=form.clone() />
    };
    view! {
        <form id="product" method="post" action=to_shop("/do/seller/products/save")>
            // Enter in a field saves: the first button of a form is the one that it presses.
            <button type="submit" class="hidden" tabindex="-1" aria-hidden="true">"Save"</button>
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="version" value=version />
            <Once form />
            <Columns work=work.into_any() context=context.into_any() />
            <SaveBar note="Shoppers see changes of a live product at once." discard=back />
        </form>
    }
    .into_any()
}

#[component]
fn Words(draft: Draft, form: Form) -> impl IntoView {
    view! {
        <Panel>
            <div class="grid gap-4">
                <Field form=form.clone() name="title" label="Title" value=draft.form.title maxlength=200 />
                <Area
                    form=form.clone()
                    name="description"
                    label="Description"
                    value=draft.form.description
                    rows=7
                    maxlength=50_000
                    optional=true
                    hint="Plain text, or simple HTML: paragraphs, lists, tables, links."
                />
                <Area
                    form
                    name="specs"
                    label="Details"
                    value=draft.form.specs
                    rows=4
                    maxlength=30_000
                    optional=true
                    hint="One in each line, for example Material: brass"
                />
            </div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Publish(status: String, form: Form) -> impl IntoView {
    let choices = [
        ("active", "Live", "On your shop page and in search"),
        ("archived", "Paused", "Hidden, keeps its address"),
        ("draft", "Draft", "Only your team sees it"),
    ];
    let chosen = if status.is_empty() { "draft".to_owned() } else { status };
    view! {
        <Panel>
            <fieldset id="status" aria-describedby=form.error("status").is_some().then_some("status-error")>
                <legend class="text-sm font-bold">"Publish"</legend>
                <div class="mt-2">
                    {choices
                        .into_iter()
                        .map(|(value, label, about)| {
                            let id = format!("status-{value}");
                            let checked = value == chosen;
                            view! {
                                <label for=id.clone() class="flex gap-3 py-1.5 pointer-coarse:py-2.5">
                                    <input type="radio" id=id.clone() name="status" value=value checked=checked class="mt-0.5 size-4 shrink-0 accent-brand" />
                                    <span>
                                        <span class="block text-tool font-medium">{label}</span>
                                        <span class="block text-xs text-muted">{about}</span>
                                    </span>
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
                {form.error("status").map(|message| view! { <p id="status-error" class="mt-1 text-xs font-medium text-danger">{message}</p> })}
            </fieldset>
        </Panel>
    }
    .into_any()
}

#[component]
fn Organisation(draft: Draft, categories: Vec<(String, String)>, form: Form) -> impl IntoView {
    let options = [(String::new(), "Choose one".to_owned())].into_iter().chain(categories).collect();
    view! {
        <Panel title="Organisation">
            <div class="grid gap-4">
                <Select form=form.clone() name="category" label="Category" options value=draft.form.category />
                <Field
                    form
                    name="tags"
                    label="Tags"
                    value=draft.form.tags
                    optional=true
                    maxlength=3_000
                    hint="With commas between them: handmade, stoneware, gift"
                />
            </div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Engines(draft: Draft, form: Form) -> impl IntoView {
    view! {
        <Panel title="In search engines" lead="Where these are empty, title and description stand for them.">
            <div class="grid gap-4">
                <Field form=form.clone() name="seo_title" label="Page title" value=draft.form.seo_title maxlength=100 optional=true />
                <Area form=form.clone() name="seo_about" label="Page description" value=draft.form.seo_about rows=2 maxlength=320 optional=true />
                <Field
                    form
                    name="slug"
                    label="Address"
                    value=draft.form.slug
                    prefix="/p/"
                    maxlength=200
                    optional=true
                    hint="When you change it, links to the old address no longer work."
                />
            </div>
        </Panel>
    }
    .into_any()
}
