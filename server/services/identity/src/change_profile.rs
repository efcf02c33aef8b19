//! Changes how somebody is called.

use crate::{Error, Identity, account, store};
use contracts::{
    Caller,
    identity::{ChangeProfile, User},
    problem::Check,
};

/// Changes the caller's name.
pub async fn change_profile(identity: &Identity, caller: &Caller, request: ChangeProfile) -> Result<User, Error> {
    let user = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut check = Check::default();
    let name = account::name(&request.name, &mut check);
    check.done()?;
    store::users::rename(&mut *identity.db.acquire().await?, user, &name).await?.ok_or(Error::NotLoggedIn)
}
