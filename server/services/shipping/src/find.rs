//! Who may see which parcels.

use crate::{Shipping, error::Error, store};
use contracts::{
    Caller,
    ids::{GroupId, OrderId},
    shipping::Parcel,
};

/// The parcels of an order: a member sees those that their own shop has sent, an admin all.
pub async fn of_order(shipping: &Shipping, caller: &Caller, order: OrderId) -> Result<Vec<Parcel>, Error> {
    let seller = match (caller.seller(), caller.is_admin()) {
        (Some(seller), _) => Some(seller),
        (None, true) => None,
        (None, false) => return Err(Error::NotFound),
    };
    Ok(store::of_order(&mut *shipping.db.acquire().await?, order, seller).await?)
}

/// The parcels of a group, for Levomart itself, which has asked orders who may see it, and for admins.
pub async fn of_group(shipping: &Shipping, caller: &Caller, group: GroupId) -> Result<Vec<Parcel>, Error> {
    if *caller != Caller::System && !caller.is_admin() {
        return Err(Error::NotFound);
    }
    Ok(store::of_group(&mut *shipping.db.acquire().await?, group).await?)
}
