//! Changes what an account may do.

use crate::{
    Error, Identity, admin, reason,
    store::people::{self, Amended, Sessions},
};
use contracts::{
    Caller, Role,
    events::{IdentityEvent, UserRoleChanged},
    identity::{ChangeUser, Person, UserChange},
    ids::UserId,
};
use serde_json::json;
use web::Act;

/// Gives another role, disables, enables or ends sessions. It holds as soon as the storefront asks again.
///
/// Nobody disables or demotes himself: so whoever does it stays, and an admin is always left.
pub async fn change_user(
    identity: &Identity,
    caller: &Caller,
    id: UserId,
    request: ChangeUser,
) -> Result<Person, Error> {
    let me = admin(caller)?;
    let ChangeUser { change, reason } = request;
    let reason = reason::given(&reason)?;

    let mut tx = identity.db.begin().await?;
    // Two admins who disable each other at the same time wait here, and the second is none any more.
    if !people::lock_admins(&mut tx).await?.contains(&me) {
        return Err(Error::NotFound("page"));
    }
    let old = people::lock(&mut tx, id).await?.ok_or(Error::NotFound("user"))?;
    let (role, disabled) = (old.user.role, old.disabled_at.is_some());
    let (new_role, new_disabled, action) = match change {
        UserChange::Role(new) => (new, disabled, "user.role"),
        UserChange::Disable => (role, true, "user.disable"),
        UserChange::Enable => (role, false, "user.enable"),
        UserChange::EndSessions => (role, disabled, "user.end_sessions"),
    };
    if id == me && (new_role != Role::Admin || new_disabled) {
        return Err(Error::OwnAccount);
    }
    if change != UserChange::EndSessions && (new_role, new_disabled) == (role, disabled) {
        return Ok(old);
    }
    let sessions = if change == UserChange::Enable { Sessions::Kept } else { Sessions::Ended };
    let amended = people::amend(&mut tx, id, new_role, new_disabled, sessions).await?;
    let Amended { person, version } = amended.ok_or(Error::NotFound("user"))?;
    if new_role != role {
        let event = IdentityEvent::UserRoleChanged(UserRoleChanged { user: id, role: new_role });
        identity.outbox.publish(&mut tx, version, &event).await?;
    }
    let (before, after) = match change {
        UserChange::Role(_) => (json!({ "role": role }), json!({ "role": new_role })),
        UserChange::EndSessions => (json!({ "sessions": "open" }), json!({ "sessions": "ended" })),
        UserChange::Disable | UserChange::Enable => {
            (json!({ "disabled": disabled }), json!({ "disabled": new_disabled }))
        }
    };
    let act = Act {
        action,
        subject: ("user", id.0),
        seller: None,
        before: Some(before),
        after: Some(after),
        reason: Some(&reason),
    };
    act.record(&mut tx, &identity.outbox, caller).await?;
    identity.outbox.commit(tx).await?;

    tracing::info!(user.id = %id, action, "account changed");
    Ok(person)
}
