//! Changes how somebody is called.

use crate::{Error, Identity, account, store};
use contracts::{
    Caller,
    identity::{ChangeProfile, User},
    problem::Check,
};
use web::IfMatch;

/// Changes the caller's name, if the account is still as it was seen.
pub async fn change_profile(
    identity: &Identity,
    caller: &Caller,
    wanted: &IfMatch,
    request: ChangeProfile,
) -> Result<User, Error> {
    let user = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut check = Check::default();
    let name = account::name(&request.name, &mut check);
    check.done()?;

    let mut tx = identity.db.begin().await?;
    let old = store::people::lock(&mut tx, user).await?.ok_or(Error::NotLoggedIn)?;
    wanted.check(web::digest(&old.user))?;
    let renamed = store::users::rename(&mut tx, user, &name).await?.ok_or(Error::NotLoggedIn)?;
    tx.commit().await?;
    Ok(renamed)
}
