//! Cards, as somebody types them.

use contracts::{Problem, payments::Card, problem::Check};
use time::Date;

/// Notes everything that cannot be right about a card, each beside its field. `today` decides whether it is still
/// valid.
pub fn check(card: &Card, today: Date) -> Result<(), Problem> {
    let mut check = Check::default();
    let number = check_number(&card.number);
    check.that(number.is_ok(), "number", number.err().as_deref().unwrap_or_default());
    let expires = check_expiry(&card.expires, today);
    check.that(expires.is_ok(), "expires", expires.err().unwrap_or_default());
    let code = card.code.trim();
    let code = (3..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    check.that(code, "code", "The security code has 3 or 4 digits.");
    let holder = card.holder.trim();
    let holder = (2..=100).contains(&holder.chars().count()) && !holder.chars().any(char::is_control);
    check.that(holder, "holder", "Please enter the name on the card, 2 to 100 characters.");
    check.done()
}

/// The digits of a card number, without the spaces between groups.
pub fn digits(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect()
}

fn check_number(number: &str) -> Result<(), String> {
    let digits = digits(number);
    if digits.is_empty() {
        return Err("Please enter the card number.".to_owned());
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("A card number has digits only.".to_owned());
    }
    let lengths = lengths(&digits);
    let count = digits.len();
    if !lengths.contains(&count) {
        // The nearest shorter length, or the usual one: nobody means a card of 13 digits any more.
        let usual = if lengths.contains(&16) { 16 } else { lengths[0] };
        let longest = lengths.iter().rfind(|&&length| length < count).filter(|_| count > usual);
        let (off, how) = longest.map_or((usual.abs_diff(count), "short"), |length| (count - length, "too long"));
        let unit = if off == 1 { "digit" } else { "digits" };
        return Err(format!("This card number is {off} {unit} {how}."));
    }
    if luhn(&digits) { Ok(()) } else { Err("There is a typing error in this card number.".to_owned()) }
}

/// How many digits the numbers of a network have, told by how they begin (ISO/IEC 7812).
fn lengths(digits: &str) -> &'static [usize] {
    match digits.as_bytes() {
        [b'3', b'4' | b'7', ..] => &[15],
        [b'4', ..] => &[13, 16, 19],
        [b'5' | b'2', ..] => &[16],
        _ => &[13, 14, 15, 16, 17, 18, 19],
    }
}

/// The check digit (ISO/IEC 7812-1, annex B).
fn luhn(digits: &str) -> bool {
    let sum: u32 = (digits.bytes().rev().zip(0_u32..))
        .map(|(byte, place)| {
            let digit = u32::from(byte - b'0') * (1 + place % 2);
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

fn check_expiry(expires: &str, today: Date) -> Result<(), &'static str> {
    const SHAPE: &str = "Please enter month and year, for example 04 / 29.";
    let (month, year) = expires.split_once('/').ok_or(SHAPE)?;
    let number = |text: &str, most: usize| {
        let text = text.trim();
        let right = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| text.parse::<i32>().ok()).flatten().ok_or(SHAPE)
    };
    let month = number(month, 2)?;
    // Browsers fill in four digits where people write two.
    let year = match year.trim().len() {
        2 => 2000 + number(year, 2)?,
        4 => number(year, 4)?,
        _ => return Err(SHAPE),
    };
    if !(1..=12).contains(&month) {
        return Err("The month is between 01 and 12.");
    }
    // A card is valid until the end of its month.
    if (year, month) < (today.year(), i32::from(u8::from(today.month()))) {
        return Err("This card has expired.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::payments::TEST_CARDS;
    use proptest::prelude::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 15);

    fn card(number: &str) -> Card {
        Card {
            number: number.to_owned(),
            expires: "11 / 26".to_owned(),
            code: "123".to_owned(),
            holder: "Asha Rao".to_owned(),
        }
    }

    /// Field and message of all that is wrong.
    fn complaints(card: &Card) -> Vec<(String, String)> {
        match check(card, TODAY) {
            Ok(()) => Vec::new(),
            Err(problem) => problem.errors.into_iter().map(|error| (error.field, error.message)).collect(),
        }
    }

    fn about(number: &str) -> String {
        check_number(number).err().unwrap_or_default()
    }

    #[test]
    fn every_test_card_is_a_card() {
        for test in TEST_CARDS {
            assert_eq!(complaints(&card(test.number)), [], "{}", test.number);
        }
    }

    #[test]
    fn a_number_is_told_what_is_wrong_with_it() {
        assert_eq!(about("4242 4242 4242 424"), "This card number is 1 digit short.");
        assert_eq!(about("5555 5555 5555 44"), "This card number is 2 digits short.");
        assert_eq!(about("3782 822463 1000"), "This card number is 1 digit short.");
        assert_eq!(about("4242 4242 4242 4242 4"), "This card number is 1 digit too long.");
        assert_eq!(about("4242 4242 4242 4243"), "There is a typing error in this card number.");
        assert_eq!(about("4242-4242-4242-4242"), "A card number has digits only.");
        assert_eq!(about("٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢"), "A card number has digits only.");
        assert_eq!(about("  "), "Please enter the card number.");
        assert_eq!(about("378282246310005"), "");
    }

    #[test]
    fn a_card_is_valid_until_the_end_of_its_month() {
        let about = |expires| check_expiry(expires, TODAY).err().unwrap_or_default();

        assert_eq!(["11/26", "11 / 26", "1/27", "12 / 2026"].map(about), [""; 4]);
        assert_eq!(["10 / 26", "12 / 25", "11/1999"].map(about), ["This card has expired."; 3]);
        assert_eq!(["13 / 27", "00 / 27"].map(about), ["The month is between 01 and 12."; 2]);
        for nonsense in ["", "/", "1127", "ab/cd", "11/2", "+1/27", "11/26/27", "-1/-1"] {
            assert!(about(nonsense).starts_with("Please enter"), "{nonsense}");
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let nothing =
            Card { number: String::new(), expires: String::new(), code: "12".to_owned(), holder: "\0x".to_owned() };

        let fields: Vec<String> = complaints(&nothing).into_iter().map(|(field, _)| field).collect();

        assert_eq!(fields, ["number", "expires", "code", "holder"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_check_fall_over(
            number in ".{0,30}",
            expires in ".{0,12}",
            code in ".{0,6}",
            holder in ".{0,120}",
        ) {
            let _ = check(&Card { number, expires, code, holder }, TODAY);
        }

        #[test]
        fn a_changed_digit_is_noticed(place in 0..16_usize, by in 1..10_u8) {
            let mut digits = b"4242424242424242".to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;

            prop_assert!(!luhn(std::str::from_utf8(&digits).unwrap()));
        }
    }
}
