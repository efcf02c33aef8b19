//! Lets somebody do more or less.

use crate::{
    Error,
    account::Email,
    outbox,
    store::{
        people::{self, Sessions},
        users,
    },
};
use contracts::{
    Caller, Role,
    events::{IdentityEvent, UserRoleChanged},
};
use serde_json::json;
use sqlx::PgPool;
use web::Act;

/// Gives the account with this e-mail another role, on behalf of the operator, and ends its sessions. Does nothing if it
/// has the role already; the last admin stays one.
pub async fn set_role(db: &PgPool, email: &str, role: Role) -> Result<(), Error> {
    let email = Email::parse(email).ok_or(Error::NotFound("account"))?;
    let outbox = outbox(db);
    let mut tx = db.begin().await?;
    let admins = people::lock_admins(&mut tx).await?;
    let user = users::id_of(&mut tx, &email).await?.ok_or(Error::NotFound("account"))?;
    let old = people::lock(&mut tx, user).await?.ok_or(Error::NotFound("account"))?;
    if old.user.role == role {
        return Ok(());
    }
    if admins == [user] {
        return Err(Error::LastAdmin);
    }
    let amended = people::amend(&mut tx, user, role, old.disabled_at.is_some(), Sessions::Ended).await?;
    let version = amended.ok_or(Error::NotFound("account"))?.version;
    outbox.publish(&mut tx, version, &IdentityEvent::UserRoleChanged(UserRoleChanged { user, role })).await?;
    let act = Act {
        action: "user.role",
        subject: ("user", user.0),
        seller: None,
        before: Some(json!({ "role": old.user.role })),
        after: Some(json!({ "role": role })),
        reason: Some("by command line"),
    };
    act.record(&mut tx, &outbox, &Caller::System).await?;
    outbox.commit(tx).await?;

    tracing::info!(user.id = %user, role = role.as_str(), "role changed");
    Ok(())
}
