//! What a trader shows to the market: payment account, identification, trade register.

use crate::shop_text::fits;
use contracts::{Problem, identity::Papers, problem::Check};

/// Stands for a sign of an account's number that nobody is shown.
const HIDDEN: char = '•';

/// Signs at the end of an account's number that are shown: enough to know it again.
const SHOWN: usize = 4;

/// As whoever may see them sees them.
pub fn masked(papers: Papers) -> Papers {
    let hidden = papers.account_number.chars().count().saturating_sub(SHOWN);
    let signs = papers.account_number.chars().enumerate();
    let account_number = signs.map(|(index, sign)| if index < hidden { HIDDEN } else { sign }).collect();
    Papers { account_number, ..papers }
}

/// Without spaces around their parts, and without a number that is only what was shown of the one that is known.
pub fn cleaned(papers: Papers, check: &mut Check) -> Papers {
    let Papers { register, account_holder, account_number, document } = papers;
    let [register, account_holder, document] = [register, account_holder, document].map(|text| text.trim().to_owned());
    for (name, text) in [("register", &register), ("account_holder", &account_holder), ("document", &document)] {
        check.that(fits(text, 0, 100), name, "This is too long; 100 characters fit.");
    }
    let mut account_number = account_number.replace(char::is_whitespace, "").to_ascii_uppercase();
    if account_number.starts_with(HIDDEN) {
        account_number.clear();
    }
    let is_number =
        (8..=34).contains(&account_number.len()) && account_number.chars().all(|c| c.is_ascii_alphanumeric());
    check.that(
        account_number.is_empty() || is_number,
        "account_number",
        "Please enter 8 to 34 letters and digits, as they stand in a statement of the account.",
    );
    Papers { register, account_holder, account_number, document }
}

/// Whether an account and its holder come together, where this much is `known` before.
pub fn whole(papers: &Papers, known: &Papers) -> Result<(), Problem> {
    let mut check = Check::default();
    let has_number = !papers.account_number.is_empty() || !known.account_number.is_empty();
    let has_holder = !papers.account_holder.is_empty();
    check.that(has_holder || !has_number, "account_holder", "Please enter whose account it is.");
    check.that(has_number || !has_holder, "account_number", "Please enter the number of the account.");
    check.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_account_the_last_four_signs_are_shown() {
        let shown =
            |number: &str| masked(Papers { account_number: number.to_owned(), ..Papers::default() }).account_number;

        assert_eq!(shown("SBIN0001234"), "•••••••1234");
        assert_eq!([shown("1234"), shown("")], ["1234", ""]);
    }

    #[test]
    fn a_number_is_read_as_people_write_it_and_what_was_shown_is_no_number() {
        let read = |number: &str| {
            let mut check = Check::default();
            let papers = cleaned(Papers { account_number: number.to_owned(), ..Papers::default() }, &mut check);
            check.done().map(|()| papers.account_number)
        };

        assert_eq!(read(" de89 3704 0044 0532 0130 00 ").unwrap(), "DE89370400440532013000");
        assert_eq!(read("•••••••1234").unwrap(), "");
        assert_eq!(read("12-34-5678").unwrap_err().errors[0].field, "account_number");
    }
}
