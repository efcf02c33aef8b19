//! What is done with the chosen products.

use super::draft::minor;
use contracts::{
    Currency, Problem,
    goods::{Bulk, Change, Status},
    problem::Check,
};

/// Name of the form around the list.
pub(super) const FORM: &str = "products";

/// What the bulk bar has sent.
pub(super) fn read(chosen: &[String], what: &str, value: &str, currency: &str) -> Result<Bulk, Problem> {
    let products: Vec<_> = chosen.iter().filter_map(|id| id.parse().ok()).collect();
    let change = change(what, value, Currency::from_code(currency).unwrap_or(Currency::Inr));
    let mut check = Check::default();
    check.that(!products.is_empty(), "products", "Choose at least one product.");
    check.that(change.is_some(), "value", "Write a price as 549, a change as 10 or −10, a stock as 12.");
    check.done()?;
    change.map(|change| Bulk { products, change }).ok_or_else(|| Problem::not_found("change"))
}

fn change(what: &str, value: &str, currency: Currency) -> Option<Change> {
    let value = value.trim();
    Some(match what {
        "remove" => Change::Remove,
        "price" => Change::Price { minor: minor(value, currency)? },
        "price_by" => Change::PriceBy { hundredths: hundredths(value)? },
        "stock" => Change::Stock { units: value.parse().ok()? },
        status => Change::Status { status: Status::from_word(status)? },
    })
}

/// Reads `10`, `+2.5 %` or `−10` as hundredths of a per cent.
fn hundredths(text: &str) -> Option<i32> {
    let text = text.trim_end_matches('%').trim().replace('−', "-");
    let (sign, text) = text.strip_prefix('-').map_or((1, text.trim_start_matches('+')), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !plain(whole) || !plain(part) {
        return None;
    }
    format!("{whole}{part:0<2}").parse::<i32>().ok().map(|number| sign * number)
}

pub(super) fn said(changed: u64) -> String {
    match changed {
        0 => "Nothing had to be changed.".to_owned(),
        1 => "One product is changed.".to_owned(),
        many => format!("{many} products are changed."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_as_they_are_typed() {
        let read = |what, value| change(what, value, Currency::Inr);
        assert_eq!(read("price_by", "−12.5 %"), Some(Change::PriceBy { hundredths: -1_250 }));
        assert_eq!(read("price_by", "+10"), Some(Change::PriceBy { hundredths: 1_000 }));
        assert_eq!(read("price", "549"), Some(Change::Price { minor: 54_900 }));
        assert_eq!(read("archived", ""), Some(Change::Status { status: Status::Archived }));
        for (what, value) in [("price_by", "ten"), ("price_by", ""), ("stock", "-1"), ("blocked", "")] {
            assert_eq!(read(what, value), None, "{what} {value}");
        }
    }
}
