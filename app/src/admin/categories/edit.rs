//! The forms of one category.

use super::page::Branch;
use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Field, Select},
        panel::Panel,
    },
    ui::{confirm::Confirm, field::Summary as Errors},
    visit::Form,
};
use contracts::{ids::CategoryId, money::indian};
use leptos::prelude::*;

/// Name, description and place: of the edited category, or of a new one.
#[component]
pub fn Changing(branches: Vec<Branch>, edited: Option<Branch>, form: Form) -> impl IntoView {
    let (title, label) = match &edited {
        Some(branch) => (branch.category.name.clone(), "Save"),
        None => ("New category".to_owned(), "Add the category"),
    };
    let here = edited.as_ref().map(|branch| branch.category.id);
    let mut places = vec![(String::new(), "At the top".to_owned())];
    places.extend(choices(&branches, here));
    let parent = edited.as_ref().and_then(|branch| branch.parent).map(|parent| parent.to_string()).unwrap_or_default();
    let (name, about) = edited.map(|branch| (branch.category.name, branch.category.about)).unwrap_or_default();
    view! {
        <Panel title id="category">
            <Errors form=form.clone() />
            <form method="post" action="/do/admin/categories/save" novalidate class="grid gap-4">
                <input type="hidden" name="id" value=here.map(|id| id.to_string()) />
                <Field form=form.clone() name="name" label="Name" value=name maxlength=60 autocomplete="off" />
                <Field form=form.clone() name="about" label="Description" value=about maxlength=300 optional=true hint="One line, above the list of its products." />
                <Select form name="parent" label="Stands in" options=places value=parent />
                <div><button type="submit" class=button::classes(Kind::Filled, Size::Medium)>{label}</button></div>
            </form>
        </Panel>
    }
    .into_any()
}

/// Moves all that is in the category into another.
#[component]
pub fn Merging(branches: Vec<Branch>, branch: Branch, form: Form) -> impl IntoView {
    if let Some(left) = branch.category.merging {
        let text = "Its products move into another category, and so does what is put into it. Then it is gone.";
        return view! {
            <Panel title=format!("Merging, {} left", indian(left))>
                <p class="text-tool text-muted">{text}</p>
            </Panel>
        }
        .into_any();
    }
    let others: Vec<(String, String)> = choices(&branches, Some(branch.category.id)).collect();
    if others.is_empty() {
        return ().into_any();
    }
    let text = format!(
        "All products of {} move, what stands below it follows, and /c/{} leads to the other category from then on.",
        branch.category.name, branch.category.slug
    );
    view! {
        <Panel title="Merge into another">
            <Errors form=form.clone() />
            <p class="mb-3 text-tool text-muted wrap-anywhere">{text}</p>
            <form method="post" action="/do/admin/categories/merge" class="grid gap-4">
                <input type="hidden" name="id" value=branch.category.id.to_string() />
                <Select form name="into" label="Into" options=others />
                <div>
                    <Confirm
                        id="merge-category"
                        label=format!("Merge {}", branch.category.name)
                        class=button::classes(Kind::Danger, Size::Medium)
                        title=format!("Merge {}?", branch.category.name)
                        text="What has moved cannot be told apart any more, and the category is gone."
                    >
                        <button type="submit" class=button::classes(Kind::Danger, Size::Medium)>"Merge it"</button>
                    </Confirm>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

/// Takes an empty category away.
#[component]
pub fn Deleting(branch: Branch, form: Form) -> impl IntoView {
    let name = branch.category.name;
    view! {
        <Panel title="Delete">
            <Errors form />
            <p class="mb-3 text-tool text-muted">"Only a category with nothing in it can be deleted."</p>
            <Confirm
                id="delete-category"
                label="Delete"
                class=button::classes(Kind::Danger, Size::Medium)
                title=format!("Delete {name}?")
                text="Its address leads nowhere then."
            >
                <form method="post" action="/do/admin/categories/delete">
                    <input type="hidden" name="id" value=branch.category.id.to_string() />
                    <button type="submit" class=button::classes(Kind::Danger, Size::Medium)>"Delete the category"</button>
                </form>
            </Confirm>
        </Panel>
    }
    .into_any()
}

/// Every category but this one and what is below it, and those that are being merged.
fn choices(branches: &[Branch], but: Option<CategoryId>) -> impl Iterator<Item = (String, String)> {
    let mut below: Option<usize> = None;
    branches.iter().filter_map(move |branch| {
        if below.is_some_and(|depth| branch.depth <= depth) {
            below = None;
        }
        if but == Some(branch.category.id) {
            below = Some(branch.depth);
        }
        (below.is_none() && branch.category.merging.is_none()).then(|| (branch.category.id.to_string(), branch.label()))
    })
}
