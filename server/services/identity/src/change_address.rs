//! Changes an entry of an address book.

use crate::{Error, Identity, postal::checked, store::addresses};
use contracts::{
    Caller,
    identity::{Address, SaveAddress},
    ids::AddressId,
};
use web::IfMatch;

/// Replaces one of the caller's addresses, if the book is still as it was seen. The default stays the default until another
/// becomes it.
pub async fn change_address(
    identity: &Identity,
    caller: &Caller,
    id: AddressId,
    wanted: &IfMatch,
    request: SaveAddress,
) -> Result<Address, Error> {
    let owner = caller.user().ok_or(Error::NotLoggedIn)?;
    let SaveAddress { postal, default } = checked(request)?;

    let mut tx = identity.db.begin().await?;
    addresses::lock_book(&mut tx, owner).await?.ok_or(Error::NotLoggedIn)?;
    wanted.check(web::digest(&addresses::list(&mut tx, owner).await?))?;
    if default {
        addresses::clear_default(&mut tx, owner).await?;
    }
    // Of an address that is not the caller's nothing is changed, and the default comes back with the transaction.
    let default = addresses::update(&mut tx, id, owner, &postal, default).await?.ok_or(Error::NotFound("address"))?;
    tx.commit().await?;
    Ok(Address { id, postal, default })
}
