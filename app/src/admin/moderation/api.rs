//! What an admin decides about a product.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::{
        Kind, Problem,
        ids::ProductId,
        moderation::{self, Decision, Ground, Pile},
    },
};

/// Approves, asks for a change, blocks, unblocks or deletes a product as it was seen; then the next of the list is shown.
#[server(prefix = "/do", endpoint = "admin/products/decide")]
pub async fn decide(
    product: String,
    seen: i64,
    decision: String,
    #[server(default)] ground: String,
    #[server(default)] text: String,
    #[server(default)] state: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let (admin, id): (_, ProductId) = (visit.admin()?, product.parse().map_err(|_| Problem::not_found("product"))?);
        let decision = Decision::parse(&decision)
            .ok_or_else(|| Problem::new(Kind::Malformed, "malformed", "Please choose what you decide."))?;
        let request = moderation::Decide { seen, ground: Ground::parse(&ground), text: text.clone() };
        visit.ask().catalog.decide(&admin, id, decision, &request).await?;
        visit.notice(done(decision)).await?;
        Ok(next(&state))
    };
    finish(&visit, "decide", &[("ground", &ground), ("text", &text)], outcome.await).await
}

#[cfg(feature = "ssr")]
fn done(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "Approved.",
        Decision::Ask => "The seller is asked to change it. It stays as it is until then.",
        Decision::Block => "Blocked. Nobody can buy it, and the seller knows why.",
        Decision::Unblock => "It may be sold again.",
        Decision::Delete => "Deleted. Nobody finds it any more, and the seller knows why.",
    }
}

#[cfg(feature = "ssr")]
fn next(state: &str) -> String {
    match Pile::parse(state) {
        Some(pile @ (Pile::Blocked | Pile::All)) => format!("/admin/moderation?state={}", pile.as_str()),
        Some(Pile::Waiting) | None => "/admin/moderation".to_owned(),
    }
}
