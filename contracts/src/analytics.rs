//! What was sold, day by day, for sellers and for those who look after the market.
//!
//! Days are days in India. An order counts on the day it was paid; what was cancelled or given back is taken off the day it
//! was sold.

use crate::{
    catalog::SellerBadge,
    ids::SellerId,
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
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Day {
    #[serde(with = "day")]
    pub date: Date,
    pub revenue: Money,
    pub orders: u32,
    pub units: u32,
    #[serde(default)]
    pub steps: Steps,
}

/// How far shoppers came: how often each step to a purchase was taken. What was cancelled afterwards still counts here.
///
/// What is on the way is counted in the storefront's memory and told every few seconds: a crash loses it, and what was told
/// without an answer may count twice. These are hints, no books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// Somebody saw the page of a product.
    pub views: u32,
    /// Something was put into a cart.
    pub added: u32,
    /// A checkout was begun: one for the market, and one for each shop that had a part in it.
    pub checkouts: u32,
    /// An order was placed: one for the market, and one for each shop.
    pub placed: u32,
    pub paid: u32,
}

impl Steps {
    pub const VIEW: Self = Self { views: 1, ..Self::NONE };
    pub const ADD: Self = Self { added: 1, ..Self::NONE };
    pub const CHECKOUT: Self = Self { checkouts: 1, ..Self::NONE };
    pub const PLACED: Self = Self { placed: 1, ..Self::NONE };
    pub const PAID: Self = Self { paid: 1, ..Self::NONE };
    const NONE: Self = Self { views: 0, added: 0, checkouts: 0, placed: 0, paid: 0 };

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            views: self.views.saturating_add(other.views),
            added: self.added.saturating_add(other.added),
            checkouts: self.checkouts.saturating_add(other.checkouts),
            placed: self.placed.saturating_add(other.placed),
            paid: self.paid.saturating_add(other.paid),
        }
    }

    /// The steps in order, in words.
    pub fn named(self) -> [(&'static str, u32); 5] {
        [
            ("Product pages seen", self.views),
            ("Added to a cart", self.added),
            ("Checkout begun", self.checkouts),
            ("Order placed", self.placed),
            ("Order paid", self.paid),
        ]
    }

    /// Orders per product page that was seen, in tenths of a per cent; `None` where none was seen.
    pub fn conversion(self) -> Option<u32> {
        let tenths = (u64::from(self.paid) * 1_000).checked_div(u64::from(self.views))?;
        Some(u32::try_from(tenths).unwrap_or(u32::MAX))
    }
}

/// Steps that were taken since they were last told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footfall {
    /// Nobody: on the market as a whole.
    pub seller: Option<SellerId>,
    pub steps: Steps,
}

/// The most that is told at once.
pub const MOST_FOOTFALL: usize = 1_000;

/// What a shop sold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SellerReport {
    /// In order.
    pub days: Vec<Day>,
    /// As many days just before, in order, to compare with.
    #[serde(default)]
    pub before: Vec<Day>,
    /// Those with the most revenue, at most ten.
    pub products: Vec<TopProduct>,
}

/// What the whole market sold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarketReport {
    /// In order.
    pub days: Vec<Day>,
    /// As many days just before, in order, to compare with.
    #[serde(default)]
    pub before: Vec<Day>,
    /// Those with the most revenue, at most ten.
    pub products: Vec<TopProduct>,
    /// Those with the most revenue, at most ten.
    pub sellers: Vec<TopSeller>,
    /// Searches that found nothing, the most frequent first, at most ten.
    pub fruitless: Vec<Fruitless>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopProduct {
    /// Its word in addresses, as it was when it was last sold.
    pub slug: String,
    pub title: String,
    pub seller: String,
    pub units: u32,
    pub revenue: Money,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopSeller {
    pub seller: SellerBadge,
    pub orders: u32,
    pub revenue: Money,
}

/// A search that found nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    use super::{Range, Steps};
    use time::macros::date;

    #[test]
    fn a_report_is_about_a_year_at_most() {
        let year = Range { from: date!(2024 - 01 - 01), to: date!(2024 - 12 - 31) };

        assert!(year.check().is_ok());
        assert!(Range { to: date!(2025 - 01 - 01), ..year }.check().is_err());
        assert!(Range { to: date!(2023 - 12 - 31), ..year }.check().is_err());
    }

    #[test]
    fn conversion_is_told_where_somebody_looked() {
        let steps = |views, paid| Steps { views, paid, ..Steps::default() };

        assert_eq!(steps(0, 1).conversion(), None);
        assert_eq!([steps(1, 0), steps(400, 9), steps(1, 1)].map(Steps::conversion), [Some(0), Some(22), Some(1_000)]);
    }
}
