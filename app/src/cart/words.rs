//! Numbers with their words.

use contracts::{Money, money::indian};

/// `Free` or the price.
pub fn price_or_free(cost: Money) -> String {
    if cost.minor == 0 { "Free".to_owned() } else { cost.to_string() }
}

/// `1 item`, `4 items`
pub fn units(count: u32) -> String {
    plural(count as usize, "item")
}

/// `1 seller`, `3 sellers`, `50,000 rows`
pub fn plural(count: usize, word: &str) -> String {
    format!("{}\u{a0}{word}{}", indian(count as u64), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::Currency;

    #[test]
    fn one_is_not_many() {
        assert_eq!([units(1), units(0), plural(3, "seller")], ["1\u{a0}item", "0\u{a0}items", "3\u{a0}sellers"]);
    }

    #[test]
    fn what_costs_nothing_is_free() {
        assert_eq!(price_or_free(Money::zero(Currency::Inr)), "Free");
        assert_eq!(price_or_free(Money::new(8_000, Currency::Inr)), "₹80");
    }
}
