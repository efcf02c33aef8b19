//! What was sold, day by day, for sellers and for those who look after the market.
//!
//! Days are days in India. An order counts on the day it was paid; what was cancelled or given back is taken off the day it
//! was sold.

use crate::{
    catalog::SellerBadge,
    money::Money,
    problem::{Check, Problem},
};
use serde::{Deserialize, Serialize};
use time::Date;

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

/// The longest range that is reported about, in days.
pub const MOST_DAYS: i64 = 366;

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    #[serde(with = "day")]
    pub from: Date,
    #[serde(with = "day")]
    pub to: Date,
}

impl Range {
    /// How many days it has; none or fewer when it ends before it begins.
    pub fn days(self) -> i64 {
        (self.to - self.from).whole_days() + 1
    }

    /// The problem with a range that ends before it begins, has more than [`MOST_DAYS`], or lies too far back.
    pub fn check(self) -> Result<Self, Problem> {
        let mut check = Check::default();
        check.that(self.from.year() >= 2000, "from", "There was no market then.");
        check.that((1..=MOST_DAYS).contains(&self.days()), "to", "The last day comes at most a year after the first.");
        check.done()?;
        Ok(self)
    }
}

/// One day. A report has every day of its range, also those on which nothing was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    #[serde(with = "day")]
    pub date: Date,
    pub revenue: Money,
    pub orders: u32,
    pub units: u32,
}

/// What a shop sold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SellerReport {
    /// In order.
    pub days: Vec<Day>,
    /// Those with the most revenue, at most ten.
    pub products: Vec<TopProduct>,
}

/// What the whole market sold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarketReport {
    /// In order.
    pub days: Vec<Day>,
    /// Those with the most revenue, at most ten.
    pub products: Vec<TopProduct>,
    /// Those with the most revenue, at most ten.
    pub sellers: Vec<TopSeller>,
    /// Searches that found nothing, the most frequent first, at most ten.
    pub fruitless: Vec<Fruitless>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopProduct {
    /// Its word in addresses, as it was when it was last sold.
    pub slug: String,
    pub title: String,
    pub seller: String,
    pub units: u32,
    pub revenue: Money,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopSeller {
    pub seller: SellerBadge,
    pub orders: u32,
    pub revenue: Money,
}

/// A search that found nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fruitless {
    pub q: String,
    pub times: u32,
}

/// Somebody searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Searched {
    pub q: String,
    /// How much was found.
    pub results: u32,
}

#[cfg(test)]
mod tests {
    use super::Range;
    use time::macros::date;

    #[test]
    fn a_report_is_about_a_year_at_most() {
        let year = Range { from: date!(2024 - 01 - 01), to: date!(2024 - 12 - 31) };

        assert!(year.check().is_ok());
        assert!(Range { to: date!(2025 - 01 - 01), ..year }.check().is_err());
        assert!(Range { to: date!(2023 - 12 - 31), ..year }.check().is_err());
    }
}
