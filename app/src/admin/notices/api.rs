//! Reading notices.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::{
    seller::notices::{see, see_all},
    visit::Visit,
};

/// Marks a notice as read; with `open`, leads on to the page that it is about.
#[server(prefix = "/do", endpoint = "admin/notices/read")]
pub async fn read(id: String, open: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    see(&visit, visit.admin(), &id, open.is_some(), "/admin/notices").await
}

/// Marks everything as read that was there when the page was made.
#[server(prefix = "/do", endpoint = "admin/notices/read-all")]
pub async fn read_all(newest: String) -> Result<(), Fault> {
    let visit = Visit::here();
    see_all(&visit, visit.admin(), &newest, "/admin/notices").await
}
