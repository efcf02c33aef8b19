//! What owners change about their shop.

use super::form::ShopForm;
use crate::{fault::Fault, seller::apply::form::ApplyForm};
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::{
        Problem, identity,
        ids::UserId,
        notifications::{MailChoice, NoticeKind},
    },
};

/// Changes how the shop presents itself.
#[server(prefix = "/do", endpoint = "seller/settings/shop")]
pub async fn change_shop(#[server(flatten)] form: ShopForm) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.change_shop(&visit.owner()?, &form.request()).await?;
        visit.notice("Saved. Shoppers see it at once.").await
    };
    finish(&visit, "shop", &form.values(), outcome.await.map(to_settings)).await
}

/// Changes who trades under the shop's name, and how the market reaches them.
#[server(prefix = "/do", endpoint = "seller/settings/trader")]
pub async fn change_trader(
    #[server(flatten)] form: ApplyForm,
    #[server(default)] version: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let identity::Apply { contact, trader, papers, .. } = form.request();
        // What is no version is none that the shop has.
        let request = identity::SaveTrader { contact, trader, papers, version: version.parse().unwrap_or(-1) };
        visit.ask().identity.change_trader(&visit.owner()?, &request).await?;
        visit.notice("Saved.").await
    };
    finish(&visit, "trader", &form.values(), outcome.await.map(to_settings)).await
}

/// Decides about what the shop gets mail: what is not ticked is not sent.
#[server(prefix = "/do", endpoint = "seller/settings/mail")]
pub async fn choose_mail(#[server(default)] mail: BTreeMap<String, String>) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let owner = visit.owner()?;
        let choice = |kind: NoticeKind| MailChoice { kind, mail: mail.contains_key(kind.as_str()) };
        let choices: Vec<_> = NoticeKind::ALL.into_iter().filter(|kind| kind.is_choice()).map(choice).collect();
        visit.ask().notifications.choose_mail(&owner, &choices).await?;
        visit.notice("Saved.").await
    };
    finish(&visit, "mail", &[], outcome.await.map(to_settings)).await
}

/// Lets somebody with an account work for the shop.
#[server(prefix = "/do", endpoint = "seller/members/add")]
pub async fn add_member(email: String, owner: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    let request = identity::AddMember { email: email.clone(), owner: owner.as_deref() == Some("owner") };
    let outcome = async {
        let member = visit.ask().identity.add_member(&visit.owner()?, &request).await?;
        visit.notice(format!("{} works for the shop now.", member.name)).await
    };
    let values = [("email", email.as_str()), ("owner", owner.as_deref().unwrap_or_default())];
    finish(&visit, "member", &values, outcome.await.map(to_settings)).await
}

/// Makes a member an owner, or staff.
#[server(prefix = "/do", endpoint = "seller/members/change")]
pub async fn change_member(user: String, owner: bool) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let request = identity::ChangeMember { owner };
        let member = visit.ask().identity.change_member(&visit.owner()?, parse(&user)?, request).await?;
        let now = if owner { "an owner" } else { "staff" };
        visit.notice(format!("{} is {now} now.", member.name)).await
    };
    finish(&visit, "members", &[], outcome.await.map(to_settings)).await
}

/// Ends somebody's work for the shop.
#[server(prefix = "/do", endpoint = "seller/members/remove")]
pub async fn remove_member(user: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.remove_member(&visit.owner()?, parse(&user)?).await?;
        visit.notice("They no longer work for the shop.").await
    };
    finish(&visit, "members", &[], outcome.await.map(to_settings)).await
}

/// Ends the caller's own work for the shop.
#[server(prefix = "/do", endpoint = "seller/members/leave")]
pub async fn leave_shop() -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.leave_shop(&visit.member()?).await?;
        visit.notice("You no longer work for the shop.").await.map(|()| "/account".to_owned())
    };
    finish(&visit, "leave", &[], outcome.await).await
}

#[cfg(feature = "ssr")]
fn parse(user: &str) -> Result<UserId, Problem> {
    user.parse().map_err(|_| Problem::not_found("member"))
}

#[cfg(feature = "ssr")]
fn to_settings((): ()) -> String {
    "/seller/settings".to_owned()
}
