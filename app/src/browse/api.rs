//! What the search box asks.

use crate::fault::Fault;
use contracts::catalog::Suggestions;
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[cfg(feature = "ssr")]
use crate::visit::Visit;

/// What to offer for the beginning of a query.
#[server(prefix = "/do", endpoint = "suggest", input = GetUrl)]
pub async fn suggest(q: String) -> Result<Suggestions, Fault> {
    let visit = Visit::here();
    Ok(visit.ask().catalog.suggestions(&q).await?)
}
