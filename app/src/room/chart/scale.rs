//! The arithmetic of charts, in whole numbers.

use super::{BOTTOM, TOP};
use contracts::{Currency, Money, money::indian};

/// How many steps the axis has above its ground.
const STEPS: i64 = 3;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minor units.
    Money(Currency),
    Count,
}

impl Unit {
    /// In full, as tables have it.
    pub fn full(self, value: i64) -> String {
        match self {
            Self::Money(currency) => Money::new(value, currency).to_string(),
            Self::Count => indian(value.unsigned_abs()),
        }
    }

    /// As short as charts need it, rounded: `₹18.4k`, `2.1 L`, `1.3 Cr`.
    pub fn short(self, value: i64) -> String {
        // From where, of what: what would round to `100k` is `1 L`.
        const SIZES: [(i64, i64, &str); 3] =
            [(9_995_000, 10_000_000, "\u{a0}Cr"), (99_950, 100_000, "\u{a0}L"), (1_000, 1_000, "k")];
        let (sign, whole) = match self {
            Self::Money(currency) => (currency.symbol(), value / 10_i64.pow(currency.exponent())),
            Self::Count => ("", value),
        };
        let minus = if value < 0 { "\u{2212}" } else { "" };
        let whole = whole.abs();
        match SIZES.into_iter().find(|(from, ..)| whole >= *from) {
            None => format!("{minus}{sign}{whole}"),
            Some((_, size, word)) => {
                let tenths = (whole * 10 + size / 2) / size;
                let part = if tenths % 10 == 0 { String::new() } else { format!(".{}", tenths % 10) };
                format!("{minus}{sign}{}{part}{word}", tenths / 10)
            }
        }
    }

    /// The smallest step that is worth a line.
    fn least(self) -> i64 {
        match self {
            Self::Money(currency) => 10_i64.pow(currency.exponent()),
            Self::Count => 1,
        }
    }
}

/// From values to heights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub unit: Unit,
    step: i64,
}

impl Scale {
    /// The smallest scale of 1, 2 or 5 times a power of ten that holds all values.
    pub fn over(unit: Unit, values: impl Iterator<Item = i64>) -> Self {
        let most = values.max().unwrap_or(0).clamp(0, i64::MAX / 1_000);
        let mut step = unit.least();
        for factor in [2, 5, 10].into_iter().cycle() {
            if step * STEPS >= most {
                break;
            }
            // 1, 2, 5, 10: from 2 to 5 it is two and a half times, which whole numbers reach from the decade below.
            step = match factor {
                2 => step * 2,
                5 => step / 2 * 5,
                _ => step * 2,
            };
        }
        Self { unit, step }
    }

    /// Where the lines of the grid stand.
    pub fn steps(self) -> impl Iterator<Item = i64> {
        (0..=STEPS).map(move |step| step * self.step)
    }

    /// Tenths of a pixel from the top; nothing reaches below the ground.
    pub fn y(self, value: i64) -> i64 {
        let (height, whole) = (i128::from((BOTTOM - TOP) * 10), i128::from(self.step * STEPS));
        let value = i128::from(value).clamp(0, whole);
        BOTTOM * 10 - (height * value / whole) as i64
    }
}

/// `1234` tenths as `123.4`.
pub(super) fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A part of a whole: `12.34%`.
pub(super) fn percent(part: usize, whole: usize) -> String {
    let hundredths = part * 10_000 / whole.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_write_sums_short() {
        let short = |rupees: i64| Unit::Money(Currency::Inr).short(rupees * 100);

        assert_eq!(
            [0, 999, 8_770, 18_420, 24_000, 95_000, 99_950, 214_000, 21_700_000].map(short),
            ["₹0", "₹999", "₹8.8k", "₹18.4k", "₹24k", "₹95k", "₹1\u{a0}L", "₹2.1\u{a0}L", "₹2.2\u{a0}Cr"]
        );
    }

    #[test]
    fn a_scale_is_round_and_holds_every_value() {
        let top = |most| Scale::over(Unit::Count, [0, most].into_iter()).steps().last().unwrap();

        assert_eq!([0, 3, 4, 16, 31, 2_810].map(top), [3, 3, 6, 30, 60, 3_000]);
    }

    #[test]
    fn heights_stay_within_the_plot() {
        let scale = Scale::over(Unit::Count, [300].into_iter());

        assert_eq!([0, 300, -50, 150].map(|value| scale.y(value)), [1960, 200, 1960, 1080]);
        assert_eq!((tenths(1_080), percent(1, 3)), ("108.0".to_owned(), "33.33%".to_owned()));
    }
}
