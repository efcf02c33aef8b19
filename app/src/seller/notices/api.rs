//! Reading notices.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish, safe_next},
    contracts::{Caller, Problem},
};

/// Marks a notice as read; with `open`, leads on to the page that it is about.
#[server(prefix = "/do", endpoint = "seller/notices/read")]
pub async fn read(id: String, open: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    see(&visit, visit.member(), &id, open.is_some(), "/seller/notices").await
}

/// Marks everything as read that was there when the page was made.
#[server(prefix = "/do", endpoint = "seller/notices/read-all")]
pub async fn read_all(newest: String) -> Result<(), Fault> {
    let visit = Visit::here();
    see_all(&visit, visit.member(), &newest, "/seller/notices").await
}

/// Marks one as read by `reader`, then opens what it is about, or goes back to the page of them all.
#[cfg(feature = "ssr")]
pub async fn see(
    visit: &Visit,
    reader: Result<Caller, Problem>,
    id: &str,
    open: bool,
    page: &str,
) -> Result<(), Fault> {
    let outcome = async {
        let id = id.parse().map_err(|_| Problem::not_found("notice"))?;
        let notice = visit.ask().notifications.read(&reader?, id).await?;
        Ok(if open { safe_next(&notice.href) } else { page }.to_owned())
    };
    finish(visit, "notices", &[], outcome.await).await
}

/// Marks all up to `newest` as read by `reader`.
#[cfg(feature = "ssr")]
pub async fn see_all(visit: &Visit, reader: Result<Caller, Problem>, newest: &str, page: &str) -> Result<(), Fault> {
    let outcome = async {
        let newest = newest.parse().map_err(|_| Problem::not_found("notice"))?;
        visit.ask().notifications.read_all(&reader?, newest).await
    };
    finish(visit, "notices", &[], outcome.await.map(|()| page.to_owned())).await
}
