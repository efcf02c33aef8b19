//! Lets somebody do more or less.

use crate::{Error, account::Email, outbox, store};
use contracts::{
    Role,
    events::{IdentityEvent, UserRoleChanged},
};
use sqlx::PgPool;

/// Gives the account with this e-mail another role and ends its sessions, which bear the old one. Does nothing if it
/// has the role already.
pub async fn set_role(db: &PgPool, email: &str, role: Role) -> Result<(), Error> {
    let email = Email::parse(email).ok_or(Error::NotFound("account"))?;
    let outbox = outbox(db);
    let mut tx = db.begin().await?;
    let Some((user, version)) = store::users::set_role(&mut tx, &email, role).await? else {
        return store::users::id_of(&mut tx, &email).await?.map(|_| ()).ok_or(Error::NotFound("account"));
    };
    outbox.publish(&mut tx, version, &IdentityEvent::UserRoleChanged(UserRoleChanged { user, role })).await?;
    outbox.commit(tx).await?;

    tracing::info!(user.id = %user, role = role.as_str(), "role changed");
    Ok(())
}
