//! What an admin decides about a shop.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::{
        Kind, Problem,
        identity::{self, Decision},
        ids::SellerId,
    },
};

/// Approves, asks back, refuses, suspends or reinstates a shop as it was seen.
#[server(prefix = "/do", endpoint = "admin/sellers/decide")]
pub async fn decide(seller: String, decision: Option<String>, reason: String, version: i64) -> Result<(), Fault> {
    let visit = Visit::here();
    let word = decision.unwrap_or_default();
    let outcome = async {
        let (admin, id): (_, SellerId) = (visit.admin()?, seller.parse().map_err(|_| Problem::not_found("shop"))?);
        let decision = Decision::parse(&word)
            .ok_or_else(|| Problem::new(Kind::Malformed, "malformed", "Please choose what you decide."))?;
        let request = identity::Decide { decision, reason: reason.clone(), version };
        visit.ask().identity.decide(&admin, id, &request).await?;
        visit.notice(done(decision)).await?;
        Ok(format!("/admin/sellers/{id}"))
    };
    finish(&visit, "decide", &[("decision", &word), ("reason", &reason)], outcome.await).await
}

#[cfg(feature = "ssr")]
fn done(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "The shop is open. Its owner knows.",
        Decision::Ask => "Asked back. The application waits for their answer.",
        Decision::Refuse => "Refused. The applicant knows why.",
        Decision::Suspend => "Suspended. Nothing of the shop can be bought.",
        Decision::Reinstate => "The shop may sell again.",
    }
}
