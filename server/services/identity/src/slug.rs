//! A shop's word in addresses.

/// Words that would be taken for the market's own.
const RESERVED: [&str; 22] = [
    "about", "account", "admin", "api", "cart", "checkout", "delivery", "help", "levomart", "login", "market", "new",
    "orders", "pay", "privacy", "products", "register", "sell", "seller", "shops", "support", "terms",
];

/// Says what is wrong with a slug, if anything is.
pub fn objection(slug: &str) -> Option<&'static str> {
    let plain = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !(3..=40).contains(&slug.len()) {
        return Some("An address has 3 to 40 characters.");
    }
    if !plain || slug.starts_with('-') || slug.ends_with('-') || slug.contains("--") {
        return Some("Please use small letters and digits, with single hyphens between them.");
    }
    RESERVED.contains(&slug).then_some("This address is kept for the market. Please choose another.")
}

#[cfg(test)]
mod tests {
    use super::objection;

    #[test]
    fn a_slug_is_readable_and_not_one_of_the_markets_own() {
        for good in ["brass", "ember-and-loom", "studio-54"] {
            assert_eq!(objection(good), None, "{good}");
        }
        for bad in ["", "ab", "-brass", "brass-", "em--ber", "Brass", "br\u{e4}ss", "a b c", "admin", &"x".repeat(41)] {
            assert!(objection(bad).is_some(), "{bad}");
        }
    }
}
