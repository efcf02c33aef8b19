//! What catalog says of an offer now, in the cart's terms.

use crate::{Cart, Error};
use anyhow::Context;
use contracts::{Currency, Money, cart::MAX_QUANTITY, ids::OfferId, inventory::Offer};

/// The offer, if at least one can be bought now.
pub(crate) async fn buyable(cart: &Cart, id: OfferId) -> Result<Offer, Error> {
    let offer = cart.inventory.quote(&[id]).await?.remove(&id).ok_or(Error::NoSuchOffer)?;
    match offer.available {
        _ if !offer.on_sale => Err(Error::NotOnSale(name(&offer))),
        0 => Err(Error::SoldOut(name(&offer))),
        _ => Ok(offer),
    }
}

/// The most of it that a cart may hold now.
pub(crate) fn limit(offer: &Offer) -> u32 {
    if offer.on_sale { offer.available.min(MAX_QUANTITY) } else { 0 }
}

pub(crate) fn price(offer: &Offer) -> anyhow::Result<Money> {
    let currency = Currency::from_code(&offer.currency).context("offer in an unknown currency")?;
    Ok(Money::new(offer.price_minor, currency))
}

/// Title and variant, as a sentence names it: `Stoneware mug (Lake)`.
pub(crate) fn name(offer: &Offer) -> String {
    match offer.variant.as_str() {
        "" => offer.title.clone(),
        variant => format!("{} ({variant})", offer.title),
    }
}
