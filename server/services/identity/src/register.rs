//! Opens an account for whoever asks.

use crate::{
    Error, Identity,
    account::{self, Email},
    password, store,
};
use contracts::{
    Role,
    events::{IdentityEvent, UserCreated},
    identity::{Register, User},
    ids::UserId,
    problem::Check,
};
use uuid::Uuid;

/// Opens an account; its role is always [`Role::User`].
///
/// The password is hashed before anybody looks whether the e-mail is taken, so that the time does not tell.
pub async fn register(identity: &Identity, request: Register) -> Result<User, Error> {
    let mut check = Check::default();
    let name = account::name(&request.name, &mut check);
    let email = Email::parse(&request.email);
    check.that(email.is_some(), "email", "Please enter an e-mail address like name@example.com.");
    password::check(&request.password, "password", &mut check);
    check.done()?;
    let email = email.expect("whatever is no e-mail was refused above");
    let hash = identity.hashing.hash(request.password).await?;

    let mut tx = identity.db.begin().await?;
    let id = UserId(Uuid::now_v7());
    let user = store::users::insert(&mut tx, id, &email, &name, Role::User, &hash).await?.ok_or(Error::EmailTaken)?;
    let event = IdentityEvent::UserCreated(UserCreated { user: id, role: Role::User });
    identity.outbox.publish(&mut tx, 1, &event).await?;
    identity.outbox.commit(tx).await?;

    tracing::info!(user.id = %id, "account opened");
    Ok(user)
}
