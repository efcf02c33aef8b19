//! How a parcel can be delivered, what that costs and when it arrives.

use contracts::{Money, orders::DeliveryOption};
use time::{Date, Duration, Weekday};

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

/// Whether there is an option with this code.
pub fn is_known(code: &str) -> bool {
    [STANDARD, EXPRESS].contains(&code)
}

/// The ways to deliver goods worth `subtotal` that are ordered `today`; standard delivery first.
pub fn options(subtotal: Money, rates: &Rates, today: Date) -> [DeliveryOption; 2] {
    let is_free = subtotal.minor >= rates.free_from_minor;
    let option = |code: &str, name: &str, cost_minor, (first, last)| DeliveryOption {
        code: code.to_owned(),
        name: name.to_owned(),
        cost: Money::new(cost_minor, subtotal.currency),
        earliest: working_day(today, first),
        latest: working_day(today, last),
    };
    [
        option(STANDARD, "Standard delivery", if is_free { 0 } else { rates.standard_minor }, (3, 5)),
        option(EXPRESS, "Express delivery", rates.express_minor, (1, 2)),
    ]
}

/// The option with this code; standard delivery for no code and for a code that does not exist.
pub fn choose([standard, express]: &[DeliveryOption; 2], code: Option<&str>) -> DeliveryOption {
    if code == Some(EXPRESS) { express.clone() } else { standard.clone() }
}

/// The working day so many working days after `today`. Carriers rest on Saturday and Sunday.
fn working_day(today: Date, days: u32) -> Date {
    let mut day = today;
    for _ in 0..days {
        day = day.saturating_add(Duration::DAY);
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.saturating_add(Duration::DAY);
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::Currency;
    use proptest::prelude::*;
    use time::macros::date;

    const RATES: Rates = Rates { standard_minor: 8_000, express_minor: 18_000, free_from_minor: 150_000 };

    fn inr(minor: i64) -> Money {
        Money::new(minor, Currency::Inr)
    }

    #[test]
    fn standard_delivery_is_free_from_the_threshold_on_and_express_never() {
        let costs = |subtotal| options(inr(subtotal), &RATES, date!(2026 - 03 - 02)).map(|option| option.cost.minor);

        assert_eq!(costs(149_999), [8_000, 18_000]);
        assert_eq!(costs(150_000), [0, 18_000]);
    }

    #[test]
    fn nothing_arrives_at_a_weekend() {
        let friday = date!(2026 - 03 - 06);

        let [standard, express] = options(inr(1), &RATES, friday);

        assert_eq!((express.earliest, express.latest), (date!(2026 - 03 - 09), date!(2026 - 03 - 10)));
        assert_eq!((standard.earliest, standard.latest), (date!(2026 - 03 - 11), date!(2026 - 03 - 13)));
    }

    #[test]
    fn an_unknown_code_means_standard_delivery() {
        let options = options(inr(1), &RATES, date!(2026 - 03 - 02));

        assert_eq!(choose(&options, Some("express")).code, "express");
        assert_eq!(choose(&options, Some("by drone")).code, "standard");
        assert_eq!(choose(&options, None).code, "standard");
    }

    proptest! {
        #[test]
        fn every_range_lies_on_working_days_after_today(day in 0_i64..40_000) {
            let today = date!(2000 - 01 - 01) + Duration::days(day);

            for option in options(inr(1), &RATES, today) {
                prop_assert!(today < option.earliest && option.earliest < option.latest);
                prop_assert!(option.latest - today <= Duration::days(7));
                for date in [option.earliest, option.latest] {
                    prop_assert!(date.weekday().number_from_monday() <= 5);
                }
            }
        }
    }
}
