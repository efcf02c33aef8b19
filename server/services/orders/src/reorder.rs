//! Puts what was bought into the cart again.

use crate::{
    Orders,
    error::Error,
    store::{groups, orders as store},
};
use contracts::{Caller, Kind, cart::Add, ids::GroupId};

/// Adds every line of the group to the caller's cart; returns the titles of what is no longer to be had.
pub async fn reorder(orders: &Orders, caller: &Caller, group: GroupId) -> Result<Vec<String>, Error> {
    caller.subject().ok_or(Error::NotFound)?;
    let lines = {
        let db = &mut *orders.db.acquire().await?;
        groups::find(db, group, caller).await?.ok_or(Error::NotFound)?;
        store::list_goods(db, group).await?
    };
    let mut missing = Vec::new();
    for (offer, quantity, title) in lines {
        match orders.cart.add(caller, &Add { offer, quantity }).await {
            Ok(_) => {}
            Err(problem) if matches!(problem.kind, Kind::NotFound | Kind::Conflict | Kind::Invalid) => {
                missing.push(title)
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    Ok(missing)
}
