//! Puts what was bought into the cart again.

use crate::{
    Orders,
    error::Error,
    store::{groups, orders as store},
};
use contracts::{Caller, Kind, cart::Add, ids::GroupId, orders::Reordered};

/// Adds every line of the group to the caller's cart, as far as there is any of it and the cart has room.
pub async fn reorder(orders: &Orders, caller: &Caller, group: GroupId) -> Result<Reordered, Error> {
    caller.subject().ok_or(Error::NotFound)?;
    let lines = {
        let db = &mut *orders.db.acquire().await?;
        groups::find(db, group, caller).await?.ok_or(Error::NotFound)?;
        store::list_goods(db, group).await?
    };
    let mut came = Reordered::default();
    for (offer, quantity, title) in lines {
        match orders.cart.add(caller, &Add { offer, quantity }).await {
            // What was in the cart before counts: who has as many as were ordered lacks nothing.
            Ok(added) if added.quantity < quantity => came.fewer.push(title),
            Ok(_) => came.added += 1,
            Err(problem) if problem.code == "sold-out" => came.sold_out.push(title),
            Err(problem) if problem.code == "cart-full" => came.no_room.push(title),
            Err(problem) if matches!(problem.kind, Kind::NotFound | Kind::Conflict | Kind::Invalid) => {
                came.no_longer_sold.push(title)
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    Ok(came)
}
