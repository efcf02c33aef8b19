//! Removes from an address book.

use crate::{Error, Identity, store::addresses};
use contracts::{Caller, ids::AddressId};

/// Removes one of the caller's addresses. If it was the default, the newest of the others becomes it.
pub async fn remove_address(identity: &Identity, caller: &Caller, id: AddressId) -> Result<(), Error> {
    let owner = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut tx = identity.db.begin().await?;
    addresses::lock_book(&mut tx, owner).await?.ok_or(Error::NotLoggedIn)?;
    let was_default = addresses::delete(&mut tx, id, owner).await?.ok_or(Error::NotFound("address"))?;
    if was_default {
        addresses::promote_newest(&mut tx, owner).await?;
    }
    tx.commit().await?;
    Ok(())
}
