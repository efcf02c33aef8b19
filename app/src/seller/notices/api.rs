//! Reading notices.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish, safe_next},
    contracts::Problem,
};

/// Marks a notice as read; with `open`, leads on to the page that it is about.
#[server(prefix = "/do", endpoint = "seller/notices/read")]
pub async fn read(id: String, open: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let id = id.parse().map_err(|_| Problem::not_found("notice"))?;
        let notice = visit.ask().notifications.read(&visit.member()?, id).await?;
        Ok(open.map_or_else(to_notices, |_| safe_next(&notice.href).to_owned()))
    };
    finish(&visit, "notices", &[], outcome.await).await
}

/// Marks everything as read that was there when the page was made.
#[server(prefix = "/do", endpoint = "seller/notices/read-all")]
pub async fn read_all(newest: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let newest = newest.parse().map_err(|_| Problem::not_found("notice"))?;
        visit.ask().notifications.read_all(&visit.member()?, newest).await
    };
    finish(&visit, "notices", &[], outcome.await.map(|()| to_notices())).await
}

#[cfg(feature = "ssr")]
fn to_notices() -> String {
    "/seller/notices".to_owned()
}
