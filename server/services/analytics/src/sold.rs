//! What an event adds to the days, or takes off them.

use contracts::{
    delivery::INDIA,
    ids::{OfferId, OrderId, ProductId, SellerId},
};
use time::{Date, OffsetDateTime};

/// The market's day at this moment.
pub fn day(at: OffsetDateTime) -> Date {
    at.to_offset(INDIA).date()
}

/// An order that was paid.
pub struct Sale {
    pub order: OrderId,
    pub seller: SellerId,
    /// With delivery.
    pub revenue_minor: i64,
    pub lines: Vec<SoldLine>,
}

/// A line of it.
pub struct SoldLine {
    pub offer: OfferId,
    pub product: ProductId,
    pub units: i32,
    pub revenue_minor: i64,
}

impl Sale {
    /// What it adds to its day.
    pub fn delta(&self) -> Delta {
        let units = self.lines.iter().map(|line| line.units).sum();
        Delta { revenue_minor: self.revenue_minor, orders: 1, units }
    }
}

/// What went back of a line.
pub struct LineBack {
    pub offer: OfferId,
    pub units: i32,
    pub revenue_minor: i64,
}

/// Money and goods that came, or, below zero, went back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delta {
    pub revenue_minor: i64,
    pub orders: i32,
    pub units: i32,
}

#[cfg(test)]
mod tests {
    use super::day;
    use time::macros::{date, datetime};

    #[test]
    fn a_day_begins_at_midnight_in_india() {
        assert_eq!(day(datetime!(2026-11-29 18:29 UTC)), date!(2026 - 11 - 29));
        assert_eq!(day(datetime!(2026-11-29 18:30 UTC)), date!(2026 - 11 - 30));
    }
}
