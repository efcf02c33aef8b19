//! Sets the quantity of a line.

use crate::{Cart, Error, add::check_quantity, offer, owner::Owner, store};
use contracts::{Caller, ids::OfferId};

/// Zero removes the line. More than there is becomes what there is, and the cart says so when it is next shown.
pub(crate) async fn change(cart: &Cart, caller: &Caller, id: OfferId, quantity: u32) -> Result<(), Error> {
    let owner = Owner::required(caller)?;
    check_quantity(0, quantity)?;
    if quantity == 0 {
        // Needs nobody's word on price or stock, so it works while catalog is away.
        return store::remove(&cart.redis, owner, id).await;
    }
    let offer = offer::buyable(cart, id).await?;
    store::change(&cart.redis, owner, id, quantity, offer::limit(&offer), &offer::name(&offer)).await
}
