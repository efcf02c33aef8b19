//! What admins do to the category tree.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::{
        cart::plural,
        visit::{Visit, finish},
    },
    contracts::{
        Problem,
        ids::CategoryId,
        moderation::{self, Merged, SaveCategory},
    },
};

#[cfg(feature = "ssr")]
const PAGE: &str = "/admin/categories";

/// Adds a category, or changes the one with this id.
#[server(prefix = "/do", endpoint = "admin/categories/save")]
pub async fn save(
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] about: String,
    #[server(default)] parent: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let admin = visit.admin()?;
        let above = if parent.is_empty() { None } else { Some(parse(&parent)?) };
        let request = SaveCategory { name: name.clone(), about: about.clone(), parent: above };
        let catalog = &visit.ask().catalog;
        let said = if id.is_empty() {
            catalog.add_category(&admin, &request).await?;
            format!("{} is there. Shoppers see it as soon as something is in it.", name.trim())
        } else {
            catalog.save_category(&admin, parse(&id)?, &request).await?;
            format!("{} is saved.", name.trim())
        };
        visit.notice(said).await.map(|()| PAGE.to_owned())
    };
    let values = [("name", name.as_str()), ("about", about.as_str()), ("parent", parent.as_str())];
    finish(&visit, "category", &values, outcome.await).await
}

/// Moves a category among its neighbours: `to` is `up` or `down`.
#[server(prefix = "/do", endpoint = "admin/categories/shift")]
pub async fn shift(id: String, to: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let shift = if to == "up" { moderation::Shift::Up } else { moderation::Shift::Down };
        visit.ask().catalog.shift_category(&visit.admin()?, parse(&id)?, shift).await?;
        Ok(PAGE.to_owned())
    };
    finish(&visit, "tree", &[], outcome.await).await
}

/// Makes a category a part of another.
#[server(prefix = "/do", endpoint = "admin/categories/merge")]
pub async fn merge(id: String, #[server(default)] into: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let admin = visit.admin()?;
        let request = moderation::Merge { into: parse(&into)? };
        let merged = visit.ask().catalog.merge_category(&admin, parse(&id)?, request).await?;
        visit.notice(said(merged)).await?;
        Ok(if merged.done { PAGE.to_owned() } else { format!("{PAGE}?edit={id}") })
    };
    finish(&visit, "merge", &[("into", &into)], outcome.await).await
}

/// Deletes a category that is empty.
#[server(prefix = "/do", endpoint = "admin/categories/delete")]
pub async fn delete(id: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().catalog.delete_category(&visit.admin()?, parse(&id)?).await?;
        visit.notice("The category is gone.").await.map(|()| PAGE.to_owned())
    };
    finish(&visit, "delete", &[], outcome.await).await
}

#[cfg(feature = "ssr")]
fn parse(id: &str) -> Result<CategoryId, Problem> {
    id.parse().map_err(|_| Problem::not_found("category"))
}

#[cfg(feature = "ssr")]
fn said(merged: Merged) -> String {
    let Merged { moved, done } = merged;
    let moved = plural(moved as usize, "product");
    match done {
        true => format!("Merged, with {moved}. The old address leads to the other category."),
        false => format!("Merging. Moved so far: {moved}; the rest follows by itself."),
    }
}
