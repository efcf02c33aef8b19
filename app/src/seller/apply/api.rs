//! What an applicant does.

use super::form::ApplyForm;
use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::identity::ShopStatus,
};

/// Asks to open a shop, or sends the application again. Where applications need no answer, the shop is open at once.
#[server(prefix = "/do", endpoint = "seller/apply")]
pub async fn apply(#[server(flatten)] form: ApplyForm) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let shop = visit.ask().identity.apply(&visit.user()?, &form.request()).await?;
        if shop.status == ShopStatus::Approved {
            visit.notice("Your shop is open.").await?;
            return Ok("/seller".to_owned());
        }
        visit.notice("Your application is sent.").await?;
        Ok("/sell".to_owned())
    };
    finish(&visit, "apply", &form.values(), outcome.await).await
}
