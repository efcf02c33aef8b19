//! Notes when an admin looks at the shop as somebody else.

use crate::{Error, Identity, admin, reason, store};
use contracts::{
    Caller, Role,
    identity::{User, ViewAs},
    ids::UserId,
};
use sqlx::PgConnection;
use web::Act;

/// Notes that it begins. Nobody looks as an admin, or as somebody whose account is disabled.
pub async fn view_as(identity: &Identity, caller: &Caller, id: UserId, request: ViewAs) -> Result<User, Error> {
    admin(caller)?;
    let reason = reason::given(&request.reason)?;
    let mut tx = identity.db.begin().await?;
    let user = store::users::by_id(&mut tx, id).await?.ok_or(Error::NotFound("user"))?;
    let active = store::users::active(&mut tx, id).await?.is_some();
    if user.role == Role::Admin || !active {
        return Err(Error::NotViewable);
    }
    note(identity, &mut tx, caller, "user.view", id, Some(&reason)).await?;
    identity.outbox.commit(tx).await?;
    Ok(user)
}

/// Notes that it ends.
pub async fn stop_viewing(identity: &Identity, caller: &Caller, id: UserId) -> Result<(), Error> {
    admin(caller)?;
    let mut tx = identity.db.begin().await?;
    store::users::by_id(&mut tx, id).await?.ok_or(Error::NotFound("user"))?;
    note(identity, &mut tx, caller, "user.view_stop", id, None).await?;
    Ok(identity.outbox.commit(tx).await?)
}

async fn note(
    identity: &Identity,
    tx: &mut PgConnection,
    caller: &Caller,
    action: &str,
    user: UserId,
    reason: Option<&str>,
) -> Result<(), Error> {
    let act = Act { action, subject: ("user", user.0), reason, ..Act::default() };
    Ok(act.record(tx, &identity.outbox, caller).await?)
}
