//! Shows a cart.

use crate::{Cart, Error, owner::Owner, parcels, store};
use contracts::{
    Caller,
    cart::{Cart as View, Contents},
    ids::OfferId,
};
use std::collections::HashMap;

/// The caller's cart with today's prices and stock. Notices are in it once.
///
/// What catalog no longer knows cannot even be named; it leaves the cart here, with a notice.
pub(crate) async fn view(cart: &Cart, caller: &Caller) -> Result<View, Error> {
    let Some(owner) = Owner::of(caller) else { return Ok(parcels::compose(store::Kept::default(), &HashMap::new())?) };
    let kept = store::read(&cart.redis, owner).await?;
    let ids: Vec<OfferId> = kept.cart.iter().chain(&kept.saved).map(|line| line.offer).collect();
    let offers = cart.inventory.quote(&ids).await?;

    let unknown: Vec<OfferId> = ids.into_iter().filter(|id| !offers.contains_key(id)).collect();
    let mut view = parcels::compose(kept, &offers)?;
    view.notices.extend(store::take_notices(&cart.redis, owner).await?);
    if !unknown.is_empty() {
        store::drop_unknown(&cart.redis, owner, &unknown).await?;
        view.notices.push("Something in your cart is no longer sold and was taken out.".to_owned());
    }
    Ok(view)
}

/// Units in the caller's cart.
pub(crate) async fn count(cart: &Cart, caller: &Caller) -> Result<u32, Error> {
    let Some(owner) = Owner::of(caller) else { return Ok(0) };
    Ok(store::read(&cart.redis, owner).await?.cart.iter().map(|line| line.quantity).sum())
}

/// Offers and quantities in the caller's cart, in the order in which they were put in.
pub(crate) async fn contents(cart: &Cart, caller: &Caller) -> Result<Contents, Error> {
    let Some(owner) = Owner::of(caller) else { return Ok(Contents { lines: Vec::new() }) };
    let kept = store::read(&cart.redis, owner).await?;
    Ok(Contents { lines: kept.cart.iter().map(|line| (line.offer, line.quantity)).collect() })
}
