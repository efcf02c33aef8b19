//! Sets a new password.

use crate::{Error, Identity, hashing::Verdict, password, store};
use contracts::{Caller, identity::ChangePassword, ids::UserId, problem::Check};

/// Sets a new password for the caller, who must know the current one. All sessions that began before are over.
pub async fn change_password(identity: &Identity, caller: &Caller, request: ChangePassword) -> Result<(), Error> {
    let user = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut check = Check::default();
    check.that(password::has_fair_length(&request.current), "current", "This is not your current password.");
    password::check(&request.new, "new", &mut check);
    check.done()?;

    let counted = identity.throttle.begin_check(user).await?;
    let outcome = replace(identity, user, request).await;
    if !matches!(outcome, Err(Error::WrongCurrentPassword)) {
        identity.throttle.forgive(counted).await;
    }
    outcome
}

async fn replace(identity: &Identity, user: UserId, request: ChangePassword) -> Result<(), Error> {
    let hash = store::users::hash_of(&mut *identity.db.acquire().await?, user).await?.ok_or(Error::NotLoggedIn)?;
    if identity.hashing.verify(request.current, Some(hash.clone())).await? == Verdict::Wrong {
        return Err(Error::WrongCurrentPassword);
    }
    let fresh = identity.hashing.hash(request.new).await?;
    // If another change was faster, what was checked is no longer the current password.
    let changed = store::users::change_hash(&mut *identity.db.acquire().await?, user, &hash, &fresh).await?;
    if !changed {
        return Err(Error::WrongCurrentPassword);
    }
    tracing::info!(user.id = %user, "password changed");
    Ok(())
}
