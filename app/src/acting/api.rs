//! Switching the shop one works for, and looking at the shop as somebody else.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::{Problem, identity::ViewAs, ids::UserId},
};

/// Works for another of one's shops from now on.
#[server(prefix = "/do", endpoint = "seller/switch")]
pub async fn switch_shop(seller: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let seller = seller.parse().map_err(|_| Problem::not_found("shop"))?;
        visit.switch_shop(seller).await
    };
    finish(&visit, "switch", &[], outcome.await.map(|()| "/seller".to_owned())).await
}

/// Shows an admin the shop as somebody else sees it. The form is `view-as`, beside the person's other acts.
#[server(prefix = "/do", endpoint = "admin/view")]
pub async fn begin_viewing(user: String, reason: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let request = ViewAs { reason: reason.clone() };
    let outcome = async {
        let (admin, user): (_, UserId) = (visit.admin()?, user.parse().map_err(|_| Problem::not_found("user"))?);
        visit.ask().identity.view_as(&admin, user, &request).await?;
        visit.view_as(user).await
    };
    finish(&visit, "view-as", &[("reason", &reason)], outcome.await.map(|()| "/".to_owned())).await
}

/// Ends looking at the shop as somebody else, and leads back to that person's page.
#[server(prefix = "/do", endpoint = "admin/view/stop")]
pub async fn stop_viewing() -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = visit.stop_viewing().await;
    let next = |user: Option<UserId>| user.map_or_else(|| "/".to_owned(), |user| format!("/admin/users/{user}"));
    finish(&visit, "viewing", &[], outcome.map(next)).await
}
