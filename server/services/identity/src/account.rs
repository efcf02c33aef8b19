//! What an account is made of: a name and an e-mail address.

use contracts::{identity::plausible_email, problem::Check};

/// An e-mail address in the one form in which it is stored and compared: trimmed, lower case, ASCII.
///
/// Beyond ASCII, two addresses could look the same and still differ, and what is lower case depends on whom one asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        (text.is_ascii() && plausible_email(&text)).then_some(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name as it is stored, after noting what is wrong with it.
pub fn name(text: &str, check: &mut Check) -> String {
    let name = text.trim();
    check.that((1..=100).contains(&name.chars().count()), "name", "Please enter your name, up to 100 characters.");
    check.that(!name.chars().any(char::is_control), "name", "Please leave control characters out of the name.");
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_an_email_does_not_matter() {
        assert_eq!(Email::parse(" Meera@Example.IN "), Email::parse("meera@example.in"));
        assert_eq!(Email::parse("meera@example.in").unwrap().as_str(), "meera@example.in");
    }

    #[test]
    fn an_email_that_cannot_be_compared_safely_is_none() {
        for bad in ["", "meera", "me\0era@example.in", "m\u{0435}era@example.in", "a@b"] {
            assert_eq!(Email::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_name_has_letters_and_no_control_characters() {
        for (text, good) in [("Meera", true), ("  ", false), ("Mee\0ra", false), ("a\nb", false)] {
            let mut check = Check::default();

            name(text, &mut check);

            assert_eq!(check.done().is_ok(), good, "{text:?}");
        }
    }
}
