//! Opens an account on behalf of the operator.

use crate::{Error, account, account::Email, hashing, outbox, password, store};
use anyhow::Context;
use contracts::{
    Role,
    events::{IdentityEvent, UserCreated},
    ids::UserId,
    problem::Check,
};
use sqlx::PgPool;
use uuid::Uuid;

/// Opens an account with any role, for demo shops and first admins. If the e-mail has an account already, that one is
/// left as it is and its id comes back.
///
/// The password must have 8 to 128 characters; how guessable it is, is the operator's decision.
pub async fn create_account(db: &PgPool, name: &str, email: &str, password: &str, role: Role) -> Result<UserId, Error> {
    let mut check = Check::default();
    let name = account::name(name, &mut check);
    let email = Email::parse(email);
    check.that(email.is_some(), "email", "this is no e-mail address");
    check.that(password::has_fair_length(password), "password", "a password has 8 to 128 characters");
    check.done()?;
    let email = email.expect("whatever is no e-mail was refused above");
    // Only to save the time of hashing; the insertion decides.
    if let Some(user) = store::users::id_of(&mut *db.acquire().await?, &email).await? {
        return Ok(user);
    }
    let password = password.to_owned();
    let hash = tokio::task::spawn_blocking(move || hashing::hash(&password)).await.context("hashing a password")??;

    let outbox = outbox(db);
    let mut tx = db.begin().await?;
    let user = UserId(Uuid::now_v7());
    if store::users::insert(&mut tx, user, &email, &name, role, &hash).await?.is_none() {
        return store::users::id_of(&mut tx, &email).await?.ok_or(Error::NotFound("account"));
    }
    outbox.publish(&mut tx, 1, &IdentityEvent::UserCreated(UserCreated { user, role })).await?;
    outbox.commit(tx).await?;
    Ok(user)
}
