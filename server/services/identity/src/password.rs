//! Which passwords are acceptable: long enough, not so long that hashing them is an attack, and not the first guess.

use contracts::problem::Check;

/// What everybody tries first, lower case, one a line. Shorter ones are refused by their length.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whether a text can be a password at all. Asked before anything is hashed.
pub fn has_fair_length(password: &str) -> bool {
    // Bytes first: characters of a megabyte need not be counted.
    password.len() <= 128 * 4 && (8..=128).contains(&password.chars().count())
}

/// Notes beside `field` why this cannot become a password.
pub fn check(password: &str, field: &str, check: &mut Check) {
    let fair = has_fair_length(password);
    check.that(fair, field, "Please use 8 to 128 characters.");
    if fair {
        let lower = password.to_lowercase();
        let common = COMMON.lines().any(|line| line == lower);
        check.that(!common, field, "This password is one of the first that is guessed. Please choose another.");
        check.that(!lower.contains("levomart"), field, "Please leave the name of the shop out of your password.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acceptable(password: &str) -> bool {
        let mut noted = Check::default();
        check(password, "password", &mut noted);
        noted.done().is_ok()
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(!acceptable("seven.."));
        assert!(acceptable("प्रकाश दीप"));
        assert!(acceptable(&"ठ".repeat(128)));
        assert!(!acceptable(&"x".repeat(129)));
    }

    #[test]
    fn the_first_guesses_are_refused_in_any_case() {
        for bad in ["password", "PassWord1", "qwertyuiop", "12345678", "my-LevoMart-key"] {
            assert!(!acceptable(bad), "{bad}");
        }
        assert!(acceptable("brass lamp at dusk"));
    }

    #[test]
    fn the_list_is_lower_case_and_has_nothing_that_its_length_refuses() {
        for line in COMMON.lines() {
            assert!(has_fair_length(line) && line == line.to_lowercase(), "{line}");
        }
    }
}
