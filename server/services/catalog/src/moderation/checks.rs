//! Plain checks: what a person should look at twice.

use contracts::moderation::{Finding, Shown};

/// A price that is so many per cent below the one before it is rarely meant.
const FAR_BELOW: i64 = 70;

/// So many per cent up or down since the last look is no usual change of price.
const JUMP: i64 = 50;

/// Shorter texts may well be a name in capitals.
const MIN_LETTERS: usize = 12;

/// Digits of a telephone number with its area code.
const PHONE_DIGITS: usize = 10;

/// What the checks find in a product; `before` is what it was when somebody looked last.
pub fn findings(now: &Shown, before: Option<&Shown>) -> Vec<Finding> {
    let mut found = Vec::new();
    let details = now.specs.iter().flat_map(|(name, value)| [name, value]);
    let mut texts = [&now.text, &now.title, &now.seo_title, &now.seo_about].into_iter().chain(details).chain(&now.tags);
    if let Some(words) = texts.find_map(|text| contact(text)) {
        found.push(Finding::Contact { words });
    }
    if now.pictures.is_empty() {
        found.push(Finding::NoPicture);
    }
    if now.text.trim().is_empty() {
        found.push(Finding::NoDescription);
    }
    let below = now.prices.iter().filter_map(|price| {
        let before = price.compare_at?.minor;
        Some(100 - i64::try_from(i128::from(price.price.minor) * 100 / i128::from(before.max(1))).ok()?)
    });
    if let Some(percent) = below.max().filter(|percent| *percent >= FAR_BELOW) {
        found.push(Finding::FarBelow { percent: u32::try_from(percent).unwrap_or_default() });
    }
    if let Some(percent) = before.and_then(|before| jump(lowest(before)?, lowest(now)?)) {
        found.push(Finding::PriceJump { percent });
    }
    if shouts(&now.title) || shouts(&now.text) {
        found.push(Finding::Capitals);
    }
    found
}

fn lowest(shown: &Shown) -> Option<i64> {
    shown.prices.iter().map(|price| price.price.minor).min()
}

fn jump(before: i64, now: i64) -> Option<i64> {
    let percent = (i128::from(now) - i128::from(before)) * 100 / i128::from(before.max(1));
    i64::try_from(percent).ok().filter(|percent| percent.abs() >= JUMP)
}

/// Words by which a shopper could be led away.
fn contact(text: &str) -> Option<String> {
    let address = text.split_whitespace().find(|word| {
        let word = word.to_lowercase();
        let mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        mail || ["http://", "https://", "www.", "whatsapp", "t.me/"].iter().any(|begin| word.contains(begin))
    });
    address.map(|word| word.chars().take(80).collect()).or_else(|| phone(text))
}

/// The first run of digits, with what people write between them, that is long enough for a telephone number.
fn phone(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')')));
    let digits = |run: &str| run.chars().filter(char::is_ascii_digit).count();
    runs.map(str::trim).find(|run| (PHONE_DIGITS..=15).contains(&digits(run))).map(ToOwned::to_owned)
}

/// Whether more than half of the letters are capitals.
fn shouts(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= MIN_LETTERS && text.chars().filter(|c| c.is_uppercase()).count() * 2 > letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{Currency, Money, moderation::ShownPrice};

    fn lamp(minor: i64, compare_at: Option<i64>) -> Shown {
        let money = |minor| Money::new(minor, Currency::Inr);
        Shown {
            title: "Brass lamp".to_owned(),
            text: "Cast in one piece, 45 × 45 cm, since 1998.".to_owned(),
            category: "Home".to_owned(),
            prices: vec![ShownPrice { variant: String::new(), price: money(minor), compare_at: compare_at.map(money) }],
            pictures: vec!["/media/lamp.jpg".to_owned()],
            specs: vec![("Material".to_owned(), "Brass".to_owned())],
            ..Shown::default()
        }
    }

    #[test]
    fn an_ordinary_product_is_not_remarkable() {
        assert_eq!(findings(&lamp(10_000, Some(12_000)), Some(&lamp(9_000, None))), []);
    }

    #[test]
    fn what_is_remarkable_is_said() {
        assert_eq!(findings(&lamp(2_000, Some(10_000)), None), [Finding::FarBelow { percent: 80 }]);
        assert_eq!(findings(&lamp(3_000, None), Some(&lamp(1_000, None))), [Finding::PriceJump { percent: 200 }]);
        let bare = Shown { text: String::new(), pictures: Vec::new(), ..lamp(10_000, None) };
        assert_eq!(findings(&bare, None), [Finding::NoPicture, Finding::NoDescription]);
        let details = vec![("Order at".to_owned(), "www.brass.example".to_owned())];
        let aside = Shown { specs: details, ..lamp(10_000, None) };
        let found = Shown { seo_about: "See www.brass.example".to_owned(), ..lamp(10_000, None) };
        for led_away in [aside, found] {
            assert_eq!(findings(&led_away, None), [Finding::Contact { words: "www.brass.example".to_owned() }]);
        }
        let loud = Shown { title: "BEST LAMP EVER BUY".to_owned(), ..lamp(10_000, None) };
        assert_eq!(findings(&loud, None), [Finding::Capitals]);
    }

    #[test]
    fn ways_around_the_market_are_found() {
        for (text, words) in [
            ("Write to me@brass.example today.", Some("me@brass.example")),
            ("See www.brass.example", Some("www.brass.example")),
            ("Call +91 98765-43210 now", Some("+91 98765-43210")),
            ("ISBN 12345, @home, made in 1998", None),
        ] {
            assert_eq!(contact(text).as_deref(), words, "{text}");
        }
    }
}
