//! Shows the cart as it would be ordered now.

use crate::{
    Config, Orders,
    bill::Totals,
    delivery::{self, Days},
    error::Error,
    store::parcels,
};
use anyhow::Context;
use contracts::{
    Caller, Money,
    cart::{Cart, Parcel},
    ids::SellerId,
    money::MoneyError,
    orders::{Checkout, CheckoutParcel},
};
use std::collections::BTreeMap;
use time::{Date, OffsetDateTime};

/// The caller's cart with delivery options and totals. `chosen` holds a delivery code per seller; sellers left out, and
/// codes that do not exist, mean standard delivery.
///
/// # Errors
/// [`Error::CartEmpty`] when there is nothing to order.
pub async fn checkout(
    orders: &Orders,
    caller: &Caller,
    chosen: &BTreeMap<SellerId, String>,
) -> Result<Checkout, Error> {
    let cart = orders.cart.view(caller).await?;
    if cart.parcels.is_empty() {
        return Err(Error::CartEmpty);
    }
    let today = contracts::delivery::today(OffsetDateTime::now_utc());
    let sellers: Vec<SellerId> = cart.parcels.iter().map(|parcel| parcel.seller.id).collect();
    let days = parcels::days(&mut *orders.db.acquire().await?, &sellers).await?;
    Ok(preview(cart, chosen, &orders.config, today, &days).context("adding up a cart")?)
}

fn preview(
    cart: Cart,
    chosen: &BTreeMap<SellerId, String>,
    config: &Config,
    today: Date,
    days: &Days,
) -> Result<Checkout, MoneyError> {
    let mut costs = Vec::new();
    let mut parcels = Vec::new();
    for Parcel { seller, lines, .. } in cart.parcels {
        let subtotal = Money::sum(config.currency, lines.iter().map(|line| line.total))?;
        let options = delivery::options(subtotal, &config.delivery, today, days.of(seller.id));
        let choice = delivery::choose(&options, chosen.get(&seller.id).map(String::as_str));
        costs.push((subtotal, choice.cost));
        parcels.push(CheckoutParcel { seller, lines, subtotal, delivery: options.into(), chosen: choice.code });
    }
    let totals = Totals::of(config.currency, costs)?;
    let lines = || parcels.iter().flat_map(|parcel| &parcel.lines);
    Ok(Checkout {
        units: lines().map(|line| line.quantity).sum(),
        snags: lines().filter_map(|line| Some((line.offer, line.snag?))).collect(),
        items_total: totals.items,
        delivery_total: totals.delivery,
        total: totals.total,
        parcels,
    })
}
