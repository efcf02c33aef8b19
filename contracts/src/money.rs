//! Money: integer minor units and a currency, never a float.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 4217 currency that the market can price in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    Eur,
    Gbp,
    Inr,
    Jpy,
    Usd,
}

impl Currency {
    /// The three-letter code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Inr => "INR",
            Self::Jpy => "JPY",
            Self::Usd => "USD",
        }
    }

    /// Finds a currency by its three-letter code, upper case.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Eur, Self::Gbp, Self::Inr, Self::Jpy, Self::Usd].into_iter().find(|currency| currency.code() == code)
    }

    /// How many decimal digits the minor unit has (ISO 4217 exponent).
    pub fn exponent(self) -> u32 {
        match self {
            Self::Jpy => 0,
            _ => 2,
        }
    }

    /// The sign that stands before an amount.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Gbp => "£",
            Self::Inr => "₹",
            Self::Jpy => "¥",
            Self::Usd => "$",
        }
    }
}

/// An amount in minor units (paise, cents) of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why an arithmetic operation on money has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// The amounts are of different currencies.
    CurrencyMismatch,
    /// The result does not fit 64 bits.
    Overflow,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CurrencyMismatch => "amounts of different currencies cannot be added",
            Self::Overflow => "amount is too large",
        })
    }
}

impl std::error::Error for MoneyError {}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Adds two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// Multiplies by a quantity.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(quantity)).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// Adds up amounts of one currency; nothing adds up to zero.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// Splits the amount in proportion to `weights`, to the last minor unit: the parts always add up to the whole.
    ///
    /// Largest remainder; of equal remainders the earlier part gets the unit. Weights that are all zero share evenly.
    pub fn split(self, weights: &[u64]) -> Vec<Self> {
        let total: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
        let weight = |index: usize| if total == 0 { 1 } else { u128::from(weights[index]) };
        let total = if total == 0 { weights.len() as u128 } else { total };
        let amount = u128::from(self.minor.unsigned_abs());

        let mut parts: Vec<(u128, u128)> =
            (0..weights.len()).map(|i| (amount * weight(i) / total, amount * weight(i) % total)).collect();
        let given: u128 = parts.iter().map(|part| part.0).sum();
        let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
        by_remainder.sort_by_key(|&i| std::cmp::Reverse(parts[i].1));
        for &index in by_remainder.iter().take((amount - given) as usize) {
            parts[index].0 += 1;
        }

        let sign = self.minor.signum();
        parts.into_iter().map(|(part, _)| Self::new(sign * part as i64, self.currency)).collect()
    }

    /// The amount as a decimal number without a sign or grouping, as feeds and JSON-LD want it: `3450.00`.
    pub fn decimal(self) -> String {
        let digits = self.currency.exponent();
        let scale = 10_u64.pow(digits);
        let (whole, part) = (self.minor.unsigned_abs() / scale, self.minor.unsigned_abs() % scale);
        let sign = if self.minor < 0 { "-" } else { "" };
        match digits {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:0width$}", width = digits as usize),
        }
    }
}

/// As a shopper reads it: `₹1,24,900`, `₹499.50`, `−$12.00`. Whole rupees bear no decimals; rupees group the Indian way.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_u64.pow(self.currency.exponent());
        let (whole, part) = (self.minor.unsigned_abs() / scale, self.minor.unsigned_abs() % scale);
        if self.minor < 0 {
            f.write_str("\u{2212}")?;
        }
        f.write_str(self.currency.symbol())?;
        f.write_str(&grouped(whole, if self.currency == Currency::Inr { 2 } else { 3 }))?;
        if part != 0 || (self.currency != Currency::Inr && self.currency.exponent() > 0) {
            write!(f, ".{part:0width$}", width = self.currency.exponent() as usize)?;
        }
        Ok(())
    }
}

/// A whole number grouped the Indian way: `1,24,900`.
pub fn indian(number: u64) -> String {
    grouped(number, 2)
}

/// Groups digits: the last three together, then by `size`.
fn grouped(number: u64, size: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 2);
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len() - index;
        if index > 0 && (left == 3 || (left > 3 && (left - 3).is_multiple_of(size))) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inr(minor: i64) -> Money {
        Money::new(minor, Currency::Inr)
    }

    #[test]
    fn rupees_are_grouped_the_indian_way() {
        let shown: Vec<String> =
            [0, 50, 99_900, 12_490_000, 1_234_567_890, -345_000].map(|m| inr(m).to_string()).into();

        assert_eq!(shown, ["₹0", "₹0.50", "₹999", "₹1,24,900", "₹1,23,45,678.90", "−₹3,450"]);
    }

    #[test]
    fn other_currencies_keep_their_decimals() {
        assert_eq!(Money::new(123_456_700, Currency::Usd).to_string(), "$1,234,567.00");
        assert_eq!(Money::new(1_234, Currency::Jpy).to_string(), "¥1,234");
        assert_eq!(Money::new(-1_205, Currency::Eur).decimal(), "-12.05");
    }

    #[test]
    fn different_currencies_do_not_add_up() {
        assert_eq!(inr(1).plus(Money::new(1, Currency::Usd)), Err(MoneyError::CurrencyMismatch));
        assert_eq!(inr(i64::MAX).plus(inr(1)), Err(MoneyError::Overflow));
        assert_eq!(inr(i64::MAX).times(2), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn a_split_loses_nothing(minor in -1_000_000_000_i64..1_000_000_000, weights in prop::collection::vec(0_u64..1_000_000, 1..20)) {
            let parts = inr(minor).split(&weights);

            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.iter().map(|part| part.minor).sum::<i64>(), minor);
            prop_assert!(parts.iter().all(|part| part.minor == 0 || part.minor.signum() == minor.signum()));
        }
    }
}
