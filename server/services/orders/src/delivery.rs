//! How a parcel can be delivered, what that costs and when it arrives.

use contracts::{
    Currency, Money,
    delivery::{self, Span},
    ids::SellerId,
    orders::{DeliveryOption, DeliveryRate},
};
use std::collections::HashMap;
use time::Date;

const STANDARD: &str = "standard";
const EXPRESS: &str = "express";

/// What delivery costs per seller, in minor units.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    pub standard_minor: i64,
    pub express_minor: i64,
    /// From this subtotal, standard delivery is free.
    pub free_from_minor: i64,
}

/// How many days shops take to send.
#[derive(Debug, Default)]
pub struct Days(pub HashMap<SellerId, u32>);

impl Days {
    /// Of a shop that has not said it, the usual.
    pub fn of(&self, seller: SellerId) -> u32 {
        self.0.get(&seller).copied().unwrap_or(delivery::USUAL_DAYS)
    }
}

/// Whether there is an option with this code.
pub fn is_known(code: &str) -> bool {
    [STANDARD, EXPRESS].contains(&code)
}

/// The ways to have a parcel delivered, standard delivery first.
pub fn rates(rates: &Rates, currency: Currency) -> [DeliveryRate; 2] {
    let rate = |code: &str, name: &str, cost_minor, free_from, (first_day, last_day): Span| DeliveryRate {
        code: code.to_owned(),
        name: name.to_owned(),
        cost: Money::new(cost_minor, currency),
        free_from,
        first_day,
        last_day,
    };
    let free_from = Some(Money::new(rates.free_from_minor, currency));
    [
        rate(STANDARD, "Standard delivery", rates.standard_minor, free_from, delivery::STANDARD),
        rate(EXPRESS, "Express delivery", rates.express_minor, None, delivery::EXPRESS),
    ]
}

/// The ways to deliver goods worth `subtotal` that are ordered `today` from a shop that takes so many days to send; standard
/// delivery first.
pub fn options(subtotal: Money, of: &Rates, today: Date, ships_in_days: u32) -> [DeliveryOption; 2] {
    rates(of, subtotal.currency).map(|rate| {
        let (earliest, latest) = rate.range(today, ships_in_days);
        DeliveryOption { cost: rate.cost_for(subtotal), code: rate.code, name: rate.name, earliest, latest }
    })
}

/// The option with this code; standard delivery for no code and for a code that does not exist.
pub fn choose([standard, express]: &[DeliveryOption; 2], code: Option<&str>) -> DeliveryOption {
    if code == Some(EXPRESS) { express.clone() } else { standard.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const RATES: Rates = Rates { standard_minor: 8_000, express_minor: 18_000, free_from_minor: 150_000 };

    fn inr(minor: i64) -> Money {
        Money::new(minor, Currency::Inr)
    }

    #[test]
    fn standard_delivery_is_free_from_the_threshold_on_and_express_never() {
        let costs = |subtotal| options(inr(subtotal), &RATES, date!(2026 - 03 - 02), 2).map(|option| option.cost.minor);

        assert_eq!(costs(149_999), [8_000, 18_000]);
        assert_eq!(costs(150_000), [0, 18_000]);
    }

    #[test]
    fn an_unknown_code_means_standard_delivery() {
        let options = options(inr(1), &RATES, date!(2026 - 03 - 02), 2);

        assert_eq!(choose(&options, Some("express")).code, "express");
        assert_eq!(choose(&options, Some("by drone")).code, "standard");
        assert_eq!(choose(&options, None).code, "standard");
    }
}
