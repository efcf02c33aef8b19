//! Prices as spreadsheets write them.

use contracts::Currency;

/// The dearest thing that can be sold, in minor units.
const MAX_PRICE: i64 = 1_000_000_000_000;

/// Reads `1299`, `1,299.00`, `1.299,00`, `1,24,900`, `₹ 1 299`: an amount in minor units of `currency`.
///
/// `decimal` is the separator that the file is likely to use before decimals. It counts only where a number could be
/// read both ways; such a number is refused rather than taken for a thousandth or a thousandfold of what was meant.
pub(crate) fn parse(text: &str, currency: Currency, decimal: char) -> Result<i64, &'static str> {
    let text = bare(text, currency);
    if text.starts_with(['-', '−', '(']) {
        return Err("a price cannot be negative");
    }
    let (whole, fraction) = split(&text, decimal)?;
    let digits = currency.exponent() as usize;
    let (fraction, rest) = fraction.split_at_checked(digits).unwrap_or((fraction, ""));
    if rest.bytes().any(|digit| digit != b'0') {
        return Err("this price has too many decimals");
    }
    format!("{whole}{fraction:0<digits$}")
        .parse()
        .ok()
        .filter(|minor| *minor <= MAX_PRICE)
        .ok_or("this price is too high to be true")
}

/// The number without its currency and without spaces.
fn bare(text: &str, currency: Currency) -> String {
    let text = text.trim();
    let text = [currency.symbol(), currency.code()]
        .iter()
        .fold(text, |text, sign| text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)).unwrap_or(text));
    text.chars().filter(|c| !c.is_whitespace() && !"'’".contains(*c)).collect()
}

/// Digits before and after the decimal separator.
fn split(text: &str, decimal: char) -> Result<(String, &str), &'static str> {
    const NO_PRICE: &str = "this is not a price";

    let separators: Vec<(usize, char)> =
        text.match_indices([',', '.']).map(|(at, s)| (at, if s == "," { ',' } else { '.' })).collect();
    let (whole, fraction) = match separators.last() {
        None => (text, ""),
        Some(&(at, last)) => {
            let after = &text[at + 1..];
            let once = separators.iter().filter(|(_, separator)| *separator == last).count() == 1;
            let alone = once && separators.len() == 1;
            match (once, alone && after.len() == 3) {
                (true, true) if last == decimal => return Err("this can be read as a price in two ways"),
                (true, false) => (&text[..at], after),
                _ => (text, ""),
            }
        }
    };
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = match groups.as_slice() {
        [_] => true,
        // Thousands, or lakhs and crores: all groups have two or three digits, the last one three.
        [first, middle @ .., last] => {
            (1..=3).contains(&first.len()) && middle.iter().all(|group| matches!(group.len(), 2 | 3)) && last.len() == 3
        }
        [] => false,
    };
    let one_kind = !(whole.contains(',') && whole.contains('.'));
    let said = !(whole.is_empty() && fraction.is_empty());
    if grouped && one_kind && said && groups.iter().all(|group| digits(group)) && digits(fraction) {
        Ok((groups.concat(), fraction))
    } else {
        Err(NO_PRICE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inr(text: &str) -> Result<i64, &'static str> {
        parse(text, Currency::Inr, '.')
    }

    #[test]
    fn prices_are_read_however_a_spreadsheet_writes_them() {
        for (text, minor) in [
            ("50", 5_000),
            ("9.99", 999),
            ("9.9", 990),
            (".5", 50),
            ("5.", 500),
            ("1299,00", 129_900),
            ("1,299.00", 129_900),
            ("1.299,00", 129_900),
            ("1,299", 129_900),
            ("1,24,900", 12_490_000),
            ("1,24,900.50", 12_490_050),
            ("1 299,5", 129_950),
            ("1\u{a0}299.00", 129_900),
            ("1'299.00", 129_900),
            ("₹ 1,299.00", 129_900),
            ("1299.00 INR", 129_900),
            ("9.9900", 999),
            ("0.00", 0),
        ] {
            assert_eq!(inr(text), Ok(minor), "{text}");
        }
    }

    #[test]
    fn the_files_own_separator_decides_where_a_price_can_be_read_in_two_ways() {
        assert_eq!(parse("1.299", Currency::Eur, ','), Ok(129_900));
        assert_eq!(parse("1,299", Currency::Eur, '.'), Ok(129_900));
        assert!(parse("1.299", Currency::Eur, '.').is_err());
        assert!(parse("1,299", Currency::Eur, ',').is_err());
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for text in [
            "",
            "-5",
            "−5",
            "(5)",
            "free",
            "1,2,3",
            "1.2.3",
            "12,34,56",
            "1,299.00,0",
            "9.999",
            "9.991",
            "1e3",
            "0x10",
            "٣",
            "$5",
            ",",
        ] {
            assert!(inr(text).is_err(), "{text}");
        }
        assert_eq!(inr("10000000000.01"), Err("this price is too high to be true"));
        assert_eq!(inr("99999999999999999999999"), Err("this price is too high to be true"));
    }

    #[test]
    fn yen_have_no_decimals() {
        assert_eq!(parse("1500", Currency::Jpy, '.'), Ok(1_500));
        assert_eq!(parse("1,500.00", Currency::Jpy, '.'), Ok(1_500));
        assert!(parse("1500.5", Currency::Jpy, '.').is_err());
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_cell_is_read_or_refused(text in "[0-9.,₹ -]{0,12}|.{0,12}") {
            if let Ok(minor) = inr(&text) {
                prop_assert!((0..=MAX_PRICE).contains(&minor));
            }
        }

        #[test]
        fn a_price_comes_back_as_it_was_written(minor in 0..=MAX_PRICE) {
            let written = contracts::Money::new(minor, Currency::Inr);

            prop_assert_eq!(inr(&written.decimal()), Ok(minor));
            prop_assert_eq!(inr(&written.to_string()), Ok(minor));
        }
    }
}
