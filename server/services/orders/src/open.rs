//! Opens a group by its signed link.

use crate::{Orders, error::Error, store::groups};
use contracts::{Caller, ids::GroupId};

/// Lets the caller see the group from now on, if `access` is the token of its link.
///
/// # Errors
/// [`Error::NotFound`] for a wrong token, as if there were no such group.
pub async fn open(orders: &Orders, caller: &Caller, group: GroupId, access: &str) -> Result<(), Error> {
    let subject = caller.subject().ok_or(Error::NoSubject)?;
    if !orders.config.access.verify(group.0, access) {
        return Err(Error::NotFound);
    }
    if !groups::admit(&mut *orders.db.acquire().await?, group, subject).await? {
        return Err(Error::NotFound);
    }
    Ok(())
}
