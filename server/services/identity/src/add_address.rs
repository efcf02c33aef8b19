//! Adds to an address book.

use crate::{
    Error, Identity,
    postal::{MAX_ADDRESSES, checked},
    store::addresses,
};
use contracts::{
    Caller,
    identity::{Address, SaveAddress},
    ids::AddressId,
};
use uuid::Uuid;

/// Adds an address to the caller's book. The first one is the default, whatever was asked for.
pub async fn add_address(identity: &Identity, caller: &Caller, request: SaveAddress) -> Result<Address, Error> {
    let owner = caller.user().ok_or(Error::NotLoggedIn)?;
    let SaveAddress { postal, default } = checked(request)?;
    let id = AddressId(Uuid::now_v7());

    let mut tx = identity.db.begin().await?;
    let count = addresses::lock_book(&mut tx, owner).await?.ok_or(Error::NotLoggedIn)?;
    if count >= MAX_ADDRESSES {
        return Err(Error::AddressBookFull);
    }
    let default = default || count == 0;
    if default {
        addresses::clear_default(&mut tx, owner).await?;
    }
    addresses::insert(&mut tx, id, owner, &postal, default).await?;
    tx.commit().await?;
    Ok(Address { id, postal, default })
}
