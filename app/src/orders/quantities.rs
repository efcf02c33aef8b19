//! How many of which lines: the part of a form that returns, parcels and cancellations have in common.

use crate::{
    fault::Fault,
    visit::{self, Visit},
};
use contracts::{Problem, orders::Quantity, problem::Check};
use std::collections::BTreeMap;

/// What a form sends: a line's id and the number typed beside it.
pub type Typed = BTreeMap<String, String>;

/// Id that the fields have together, so that a message can lead to them.
pub const FIELD: &str = "lines";

/// More lines than this no order has, nor is kept for the next page.
const MOST: usize = 200;

/// Name of the field for a line.
pub fn name(line: impl std::fmt::Display) -> String {
    format!("quantity[{line}]")
}

/// The lines of which at least one is wanted. None at all is a mistake: an empty list would mean all of them.
pub fn read(typed: &Typed) -> Result<Vec<Quantity>, Problem> {
    let mut check = Check::default();
    let mut wanted = Vec::new();
    for (line, number) in typed {
        let quantity = if number.trim().is_empty() { Some(0) } else { number.trim().parse().ok() };
        match (line.parse(), quantity) {
            (Ok(line), Some(quantity)) if quantity > 0 => wanted.push(Quantity { line, quantity }),
            (Ok(_), Some(_)) => {}
            _ => check.that(false, FIELD, "Please enter whole numbers, 0 for what stays."),
        }
    }
    check.done()?;
    let mut check = Check::default();
    check.that(!wanted.is_empty(), FIELD, "Please choose at least one item.");
    check.done()?;
    Ok(wanted)
}

/// Ends a server function whose form has quantities in it: on a refusal they stand there again, with all else that was typed.
pub async fn finish(
    visit: &Visit,
    form: &str,
    quantity: &Typed,
    others: &[(&str, &str)],
    outcome: Result<String, Problem>,
) -> Result<(), Fault> {
    let names: Vec<String> = quantity.keys().take(MOST).map(name).collect();
    let numbers = names.iter().map(String::as_str).zip(quantity.values().map(String::as_str));
    let values: Vec<(&str, &str)> = numbers.chain(others.iter().copied()).collect();
    visit::finish(visit, form, &values, outcome).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn typed(numbers: &[&str]) -> Typed {
        let id = |index| Uuid::from_u128(index as u128).to_string();
        numbers.iter().enumerate().map(|(index, number)| (id(index), (*number).to_owned())).collect()
    }

    #[test]
    fn lines_at_nothing_stay_and_none_at_all_is_a_mistake() {
        let wanted = read(&typed(&["0", " 2 ", ""])).unwrap();

        assert_eq!(wanted.iter().map(|one| one.quantity).collect::<Vec<_>>(), [2]);
        for wrong in [vec![], vec!["0", ""], vec!["1", "-1"], vec!["two"], vec!["1.5"]] {
            assert_eq!(read(&typed(&wrong)).unwrap_err().errors[0].field, FIELD, "{wrong:?}");
        }
        assert!(read(&[("no line".to_owned(), "1".to_owned())].into()).is_err());
    }
}
