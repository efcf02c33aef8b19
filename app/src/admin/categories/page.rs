//! `/admin/categories`

use super::edit::{Changing, Deleting, Merging};
use crate::{
    room::{
        AdminRoom, Office,
        button::{self, Kind, Size},
        empty::Empty,
        in_market,
        panel::{Columns, Panel},
        table::{Cell, Column, NUMBER, Name, Row, Table, WIDE},
    },
    ui::{field::Summary as Errors, icon::Icon},
    visit::{self, Visit},
};
use contracts::{Problem, catalog::Category, ids::CategoryId, money::indian};
use leptos::prelude::*;

/// A category with its place in the tree.
#[derive(Clone)]
pub struct Branch {
    pub category: Category,
    pub parent: Option<CategoryId>,
    /// Levels above it.
    pub depth: usize,
    pub first: bool,
    pub last: bool,
}

impl Branch {
    /// The name, with a step for each level above it, as it stands in a list of choices.
    pub fn label(&self) -> String {
        format!("{}{}", "\u{2003}".repeat(self.depth), self.category.name)
    }
}

/// The tree, and beside it the forms: of the category in the address, else of a new one.
#[component]
pub fn CategoriesPage() -> impl IntoView {
    let edit = visit::query_value("edit").filter(|id| !id.is_empty());
    in_market(move |visit, admin| async move {
        let roots = visit.ask().catalog.tended_categories(&admin).await?;
        let mut branches = Vec::new();
        flatten(&roots, None, 0, &mut branches);
        let edited = match edit {
            None => None,
            Some(id) => {
                let found = branches.iter().find(|branch| branch.category.id.to_string() == id).cloned();
                Some(found.ok_or_else(|| Problem::not_found("category"))?)
            }
        };
        Ok(view! { <Shown visit branches edited /> }.into_any())
    })
}

fn flatten(categories: &[Category], parent: Option<CategoryId>, depth: usize, into: &mut Vec<Branch>) {
    for (place, category) in categories.iter().enumerate() {
        into.push(Branch {
            category: Category { children: Vec::new(), ..category.clone() },
            parent,
            depth,
            first: place == 0,
            last: place + 1 == categories.len(),
        });
        flatten(&category.children, Some(category.id), depth + 1, into);
    }
}

#[component]
fn Shown(visit: Visit, branches: Vec<Branch>, edited: Option<Branch>) -> impl IntoView {
    let form = visit.form("category");
    let here = edited.as_ref().map(|branch| branch.category.id);
    let context = match edited {
        None => view! { <Changing branches=branches.clone() edited=None form /> }.into_any(),
        Some(branch) => view! {
            <Changing branches=branches.clone() edited=Some(branch.clone()) form />
            <Merging branches=branches.clone() branch=branch.clone() form=visit.form("merge") />
            <Deleting branch form=visit.form("delete") />
        }
        .into_any(),
    };
    let work = view! {
        <Errors form=visit.form("tree") />
        <Tree branches here />
    };
    // On a narrow screen the form is below the list: the link leads down to it.
    let (new, only) = if here.is_some() { ("/admin/categories", "") } else { ("#category", "xl:hidden") };
    let actions = view! {
        <a href=new class=format!("{} {only}", button::classes(Kind::Plain, Size::Medium))>
            <Icon name="plus" class="size-4" />
            "New category"
        </a>
    }
    .into_any();
    view! {
        <AdminRoom
            section=Office::Categories
            title="Categories"
            lead="Where shoppers find things. Addresses stay as they are when names change."
            actions
        >
            <Columns work=work.into_any() context />
        </AdminRoom>
    }
    .into_any()
}

#[component]
fn Tree(branches: Vec<Branch>, here: Option<CategoryId>) -> impl IntoView {
    let columns = vec![Column::new("Category"), Column::number("On sale"), Column::hidden("Order and change")];
    view! {
        <Panel flush=true>
            {if branches.is_empty() {
                view! { <Empty icon="layout-grid" title="There is no category yet" text="Add the first one." /> }.into_any()
            } else {
                view! {
                    <Table caption="Categories" columns>
                        {branches.into_iter().map(|branch| view! { <Line here=here == Some(branch.category.id) branch /> }).collect_view()}
                    </Table>
                }
                .into_any()
            }}
        </Panel>
    }
    .into_any()
}

#[component]
fn Line(branch: Branch, here: bool) -> impl IntoView {
    let step = match branch.depth {
        0 => "",
        1 => "pl-9! sm:pl-11! max-md:pl-5!",
        2 => "pl-14! sm:pl-16! max-md:pl-10!",
        _ => "pl-20! sm:pl-22! max-md:pl-15!",
    };
    let (ground, card) = if here {
        ("bg-tint", "max-md:grid-cols-[minmax(0,1fr)_auto_auto] max-md:bg-tint")
    } else {
        ("", "max-md:grid-cols-[minmax(0,1fr)_auto_auto]")
    };
    let Category { id, slug, name, products, merging, .. } = branch.category;
    let left = merging.map_or_else(String::new, |left| format!(", merging, {} left", indian(left)));
    let edit = format!("/admin/categories?edit={id}#category");
    view! {
        <Row card>
            <Name name=name.clone() href=edit fact=format!("/c/{slug}{left}") class=format!("{WIDE} {step} {ground}") />
            <Cell class=format!("{NUMBER} {ground}")>{indian(products)}</Cell>
            <Cell class=format!("whitespace-nowrap {ground}")>
                <form method="post" action="/do/admin/categories/shift" class="flex justify-end gap-1">
                    <input type="hidden" name="id" value=id.to_string() />
                    <Shift to="up" icon="arrow-up" label=format!("Move {name} up") edge=branch.first />
                    <Shift to="down" icon="arrow-down" label=format!("Move {name} down") edge=branch.last />
                </form>
            </Cell>
        </Row>
    }
    .into_any()
}

#[component]
fn Shift(to: &'static str, icon: &'static str, label: String, edge: bool) -> impl IntoView {
    view! {
        <button type="submit" name="to" value=to aria-label=label disabled=edge class=button::classes(Kind::Quiet, Size::Square)>
            <Icon name=icon class="size-4" />
        </button>
    }
    .into_any()
}
