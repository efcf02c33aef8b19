//! Between the cart and the things saved for later.

use crate::{Cart, Error, offer, owner::Owner, store};
use contracts::{Caller, cart::MAX_QUANTITY, ids::OfferId};

/// Moves a line to the things saved for later.
pub(crate) async fn save(cart: &Cart, caller: &Caller, id: OfferId) -> Result<(), Error> {
    store::save(&cart.redis, Owner::required(caller)?, id, MAX_QUANTITY).await
}

/// Moves a saved line back into the cart; what stock does not allow stays saved, and the cart says so.
pub(crate) async fn restore(cart: &Cart, caller: &Caller, id: OfferId) -> Result<(), Error> {
    let owner = Owner::required(caller)?;
    let offer = offer::buyable(cart, id).await?;
    store::restore(&cart.redis, owner, id, offer::limit(&offer), &offer::name(&offer)).await
}
