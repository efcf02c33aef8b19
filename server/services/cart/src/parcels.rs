//! Makes of what is kept and of what catalog says the cart that its owner sees.

use crate::{
    offer,
    store::{Kept, KeptLine},
};
use anyhow::Context;
use contracts::{
    Currency, Money,
    cart::{Cart, Line, Parcel, Snag},
    catalog::SellerBadge,
    ids::OfferId,
    inventory::Offer,
};
use std::collections::HashMap;

/// What nothing is counted in. An empty cart shows no amounts.
const CURRENCY_OF_NOTHING: Currency = Currency::Inr;

/// Lines of one seller stand together; sellers and lines stand in the order in which they came into the cart. Lines that
/// are not among `offers` are left out.
pub(crate) fn compose(kept: Kept, offers: &HashMap<OfferId, Offer>) -> anyhow::Result<Cart> {
    let mut parcels: Vec<Parcel> = Vec::new();
    for kept in &kept.cart {
        let Some(offer) = offers.get(&kept.offer) else { continue };
        let (seller, line) = (badge(offer)?, line(kept, offer)?);
        match parcels.iter_mut().find(|parcel| parcel.seller.id == seller.id) {
            Some(parcel) => parcel.lines.push(line),
            None => parcels.push(Parcel { seller, subtotal: line.total, lines: vec![line] }),
        }
    }
    let lines = || parcels.iter().flat_map(|parcel| &parcel.lines);
    let currency = lines().next().map_or(CURRENCY_OF_NOTHING, |line| line.total.currency);
    let one_currency = lines().all(|line| line.total.currency == currency);
    let clear = lines().all(|line| line.snag.is_none());
    let count = lines().map(|line| line.quantity).sum();
    let subtotal = sum(currency, lines())?;
    for parcel in &mut parcels {
        parcel.subtotal = sum(currency, &parcel.lines)?;
    }
    let saved = kept.saved.iter().filter_map(|kept| Some(line(kept, offers.get(&kept.offer)?)));
    Ok(Cart {
        saved: saved.collect::<Result<_, _>>()?,
        count,
        subtotal,
        can_check_out: count > 0 && clear && one_currency,
        notices: if one_currency { Vec::new() } else { vec![TWO_CURRENCIES.to_owned()] },
        parcels,
    })
}

const TWO_CURRENCIES: &str =
    "Things priced in different currencies cannot be ordered together. Please save some of them for later.";

/// Adds up what is priced in the cart's currency.
fn sum<'a>(currency: Currency, lines: impl IntoIterator<Item = &'a Line>) -> anyhow::Result<Money> {
    let totals = lines.into_iter().map(|line| line.total).filter(|total| total.currency == currency);
    Ok(Money::sum(currency, totals)?)
}

fn line(kept: &KeptLine, offer: &Offer) -> anyhow::Result<Line> {
    let price = offer::price(offer)?;
    let snag = match offer.available {
        _ if !offer.on_sale => Some(Snag::Gone),
        0 => Some(Snag::SoldOut),
        available if available < kept.quantity => Some(Snag::Short { available }),
        _ => None,
    };
    Ok(Line {
        offer: kept.offer,
        product: offer.product_id.parse().context("product id")?,
        slug: offer.product_slug.clone(),
        title: offer.title.clone(),
        variant: offer.variant.clone(),
        picture: offer.picture.clone(),
        quantity: kept.quantity,
        price,
        total: price.times(kept.quantity)?,
        price_before: (kept.price != price).then_some(kept.price),
        available: offer::limit(offer),
        snag,
    })
}

fn badge(offer: &Offer) -> anyhow::Result<SellerBadge> {
    let seller = offer.seller.as_ref().context("offer without a seller")?;
    Ok(SellerBadge {
        id: seller.seller_id.parse().context("seller id")?,
        slug: seller.slug.clone(),
        name: seller.name.clone(),
        place: seller.place.clone(),
        tint: seller.tint.clone(),
    })
}
