//! Days as they are sent and stored: `2026-11-29`.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use time::{Date, macros::format_description};

pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Of old orders, days are stored as year and day of the year.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Ordinal(i32, u16),
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    match Written::deserialize(deserializer)? {
        Written::Text(text) => {
            Date::parse(&text, format_description!("[year]-[month]-[day]")).map_err(D::Error::custom)
        }
        Written::Ordinal(year, day) => Date::from_ordinal_date(year, day).map_err(D::Error::custom),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Currency, Money, orders::DeliveryOption};
    use serde_json::json;
    use time::macros::date;

    #[test]
    fn a_day_is_read_as_it_is_written_and_as_it_was() {
        let option = |earliest, latest| {
            let cost = Money::new(4_900, Currency::Inr);
            json!({ "code": "standard", "name": "Standard", "cost": cost, "earliest": earliest, "latest": latest })
        };
        let written = option(json!("2026-11-29"), json!("2026-12-02"));

        let read: DeliveryOption = serde_json::from_value(option(json!([2026, 333]), json!("2026-12-02"))).unwrap();

        assert_eq!((read.earliest, read.latest), (date!(2026 - 11 - 29), date!(2026 - 12 - 02)));
        assert_eq!(serde_json::to_value(read).unwrap(), written);
    }
}
