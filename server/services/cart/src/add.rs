//! Puts an offer in the cart.

use crate::{Cart, Error, offer, owner::Owner, store};
use contracts::{
    Caller,
    cart::{Add, Added, MAX_QUANTITY},
    problem::Check,
};

/// Adds to what is in the cart already, as far as stock and the cart's limit allow.
pub(crate) async fn add(cart: &Cart, caller: &Caller, add: &Add) -> Result<Added, Error> {
    let owner = Owner::required(caller)?;
    check_quantity(1, add.quantity)?;
    let offer = offer::buyable(cart, add.offer).await?;

    let price = offer::price(&offer)?;
    let put = store::add(&cart.redis, owner, add.offer, add.quantity, offer::limit(&offer), price).await?;
    let seller = offer.seller.and_then(|seller| seller.seller_id.parse().ok());
    Ok(Added {
        title: offer.title,
        quantity: put.quantity,
        capped: put.quantity < put.wanted,
        count: put.count,
        seller,
    })
}

/// Refuses quantities that no cart takes.
pub(crate) fn check_quantity(least: u32, quantity: u32) -> Result<(), Error> {
    let mut check = Check::default();
    let message = format!("Please enter a number from {least} to {MAX_QUANTITY}.");
    check.that((least..=MAX_QUANTITY).contains(&quantity), "quantity", &message);
    Ok(check.done()?)
}
