//! What an admin does about an account.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::words,
    crate::visit::{Visit, finish},
    contracts::{
        Kind, Problem,
        identity::{self, UserChange},
        ids::UserId,
    },
};

/// Gives another role, disables, enables, or ends all sessions. The form bears the name of the act.
#[server(prefix = "/do", endpoint = "admin/users/change")]
pub async fn change_user(user: String, act: String, role: Option<String>, reason: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let role = role.unwrap_or_default();
    let outcome = async {
        let (admin, id): (_, UserId) = (visit.admin()?, user.parse().map_err(|_| Problem::not_found("user"))?);
        let change = read(&act, &role)?;
        let request = identity::ChangeUser { change, reason: reason.clone() };
        visit.ask().identity.change_user(&admin, id, &request).await?;
        visit.notice(words::done(change)).await?;
        Ok(format!("/admin/users/{id}"))
    };
    finish(&visit, &act, &[("role", &role), ("reason", &reason)], outcome.await).await
}

#[cfg(feature = "ssr")]
fn read(act: &str, role: &str) -> Result<UserChange, Problem> {
    let unknown = || Problem::new(Kind::Malformed, "malformed", "There is no such act.");
    match act {
        "role" => words::role_of(role).map(UserChange::Role).ok_or_else(unknown),
        "disable" => Ok(UserChange::Disable),
        "enable" => Ok(UserChange::Enable),
        "sessions" => Ok(UserChange::EndSessions),
        _ => Err(unknown()),
    }
}
