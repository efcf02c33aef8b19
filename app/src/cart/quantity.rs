//! Quantities, as people type them.

use contracts::{
    Problem,
    cart::MAX_QUANTITY,
    problem::{Check, FieldError},
};

/// What was typed, moved by a step of the stepper. Less than nothing is nothing; what is no number says so.
pub fn wanted(typed: &str, step: Option<&str>) -> Result<u32, Problem> {
    let typed: u32 = typed.trim().parse().map_err(|_| refusal())?;
    let step: i64 = step.map_or(Ok(0), str::parse).map_err(|_| refusal())?;
    let wanted = i64::from(typed).saturating_add(step).max(0);
    let mut check = Check::default();
    check.that(wanted <= i64::from(MAX_QUANTITY), "quantity", &format!("The most of one thing is {MAX_QUANTITY}."));
    check.done()?;
    Ok(u32::try_from(wanted).unwrap_or_default())
}

/// How many to add: what was typed, or one when nothing was asked.
pub fn to_add(typed: Option<&str>) -> Result<u32, Problem> {
    match wanted(typed.unwrap_or("1"), None)? {
        0 => Err(refusal()),
        wanted => Ok(wanted),
    }
}

fn refusal() -> Problem {
    let message = format!("Please enter a whole number from 1 to {MAX_QUANTITY}.");
    Problem::invalid(vec![FieldError { field: "quantity".to_owned(), message }])
}

#[cfg(test)]
mod tests {
    use super::{to_add, wanted};

    #[test]
    fn the_stepper_moves_what_was_typed() {
        assert_eq!(wanted("2", Some("1")), Ok(3));
        assert_eq!(wanted("2", Some("-1")), Ok(1));
        assert_eq!(wanted(" 7 ", None), Ok(7));
        assert_eq!(wanted("0", Some("-1")), Ok(0));
    }

    #[test]
    fn what_is_no_quantity_is_refused_beside_the_field() {
        for (typed, step) in
            [("", None), ("two", None), ("-1", None), ("1.5", None), ("1", Some("x")), ("100", None), ("99", Some("1"))]
        {
            let problem = wanted(typed, step).unwrap_err();
            assert_eq!(problem.errors[0].field, "quantity", "{typed} {step:?}");
        }
    }

    #[test]
    fn nothing_can_be_added_no_times() {
        assert_eq!(to_add(None), Ok(1));
        assert_eq!(to_add(Some("3")), Ok(3));
        assert!(to_add(Some("0")).is_err());
    }
}
