//! A guest logs in and keeps the cart.

use crate::{Cart, Error, offer, owner::Owner, store};
use contracts::{Caller, ids::OfferId};
use uuid::Uuid;

/// Moves the guest's cart into the caller's: quantities add up, and what stock does not allow is saved for later.
///
/// The guest's cart is gone afterwards, so doing it again changes nothing.
pub(crate) async fn merge(cart: &Cart, caller: &Caller, guest: Uuid) -> Result<(), Error> {
    let user = caller.user().ok_or(Error::NotLoggedIn)?;
    let (guest, user) = (Owner::Guest(guest), Owner::User(user.0));

    let kept = store::read(&cart.redis, guest).await?;
    if kept.cart.is_empty() && kept.saved.is_empty() {
        return Ok(());
    }
    let ids: Vec<OfferId> = kept.cart.iter().map(|line| line.offer).collect();
    let offers = cart.inventory.quote(&ids).await?;
    let stock: Vec<_> = offers.iter().map(|(id, offer)| (*id, offer::limit(offer), offer::name(offer))).collect();
    store::merge(&cart.redis, guest, user, &stock).await
}
