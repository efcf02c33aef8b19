//! Ends all sessions of somebody.

use crate::{Error, Identity, store};
use contracts::Caller;

/// Ends all sessions of the caller that began before now.
pub async fn log_out_everywhere(identity: &Identity, caller: &Caller) -> Result<(), Error> {
    let user = caller.user().ok_or(Error::NotLoggedIn)?;
    let ended = store::users::end_sessions(&mut *identity.db.acquire().await?, user).await?;
    if ended { Ok(()) } else { Err(Error::NotLoggedIn) }
}
