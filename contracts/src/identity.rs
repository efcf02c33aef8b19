//! Accounts, as identity's API speaks of them.

use crate::{
    caller::Role,
    ids::{AddressId, UserId},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub role: Role,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// Whether a session of this user still counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub role: Role,
    pub name: String,
    /// Sessions that began before this moment are over. Milliseconds since the epoch.
    pub sessions_valid_after_ms: i64,
    pub disabled: bool,
}

/// Opens an account. There is no role in it: an account starts as `USER`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub name: String,
    pub email: String,
    pub password: String,
}

/// Proves who one is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    pub email: String,
    pub password: String,
    /// Where the request came from, for throttling; set by the storefront.
    pub client_ip: String,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub current: String,
    pub new: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeProfile {
    pub name: String,
}

/// Where a parcel goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Postal {
    pub name: String,
    pub line1: String,
    #[serde(default)]
    pub line2: String,
    pub city: String,
    /// State or region.
    pub region: String,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub phone: String,
}

/// An entry of the address book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Address {
    pub id: AddressId,
    pub postal: Postal,
    pub default: bool,
}

/// Adds or replaces an entry of the address book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveAddress {
    pub postal: Postal,
    pub default: bool,
}

/// States and union territories of India, the demo shop's country, as the checkout offers them.
pub const INDIAN_STATES: [&str; 36] = [
    "Andaman and Nicobar Islands",
    "Andhra Pradesh",
    "Arunachal Pradesh",
    "Assam",
    "Bihar",
    "Chandigarh",
    "Chhattisgarh",
    "Dadra and Nagar Haveli and Daman and Diu",
    "Delhi",
    "Goa",
    "Gujarat",
    "Haryana",
    "Himachal Pradesh",
    "Jammu and Kashmir",
    "Jharkhand",
    "Karnataka",
    "Kerala",
    "Ladakh",
    "Lakshadweep",
    "Madhya Pradesh",
    "Maharashtra",
    "Manipur",
    "Meghalaya",
    "Mizoram",
    "Nagaland",
    "Odisha",
    "Puducherry",
    "Punjab",
    "Rajasthan",
    "Sikkim",
    "Tamil Nadu",
    "Telangana",
    "Tripura",
    "Uttar Pradesh",
    "Uttarakhand",
    "West Bengal",
];

impl Postal {
    /// Notes what is wrong with the address, each beside its form field.
    pub fn check(&self, check: &mut crate::problem::Check) {
        // Control characters do not belong on a label, and PostgreSQL stores no NUL.
        let long = |text: &str, least: usize, most: usize| {
            (least..=most).contains(&text.trim().chars().count()) && !text.trim().chars().any(char::is_control)
        };
        check.that(long(&self.name, 2, 100), "name", "Please enter the full name, 2 to 100 characters.");
        check.that(long(&self.line1, 3, 200), "line1", "Please enter house and street.");
        check.that(long(&self.line2, 0, 200), "line2", "This line is too long; 200 characters fit.");
        check.that(long(&self.city, 2, 100), "city", "Please enter the city.");
        check.that(self.country == "IN", "country", "We deliver within India for now.");
        check.that(INDIAN_STATES.contains(&self.region.as_str()), "region", "Please choose a state.");
        let digits = self.postal_code.trim().chars().filter(char::is_ascii_digit).count();
        let pin = digits == self.postal_code.trim().chars().count()
            && digits == 6
            && !self.postal_code.trim().starts_with('0');
        check.that(
            pin,
            "postal_code",
            &match digits {
                6 => "This is not a PIN code: six digits, the first not 0.".to_owned(),
                count => format!("A PIN code has 6 digits; this one has {count}."),
            },
        );
        let phone = self.phone.chars().filter(char::is_ascii_digit).count();
        let shape = self.phone.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
        check.that(shape && (10..=15).contains(&phone), "phone", "Please enter a phone number with 10 to 15 digits.");
    }
}

/// Whether a text can be an e-mail address: one `@`, something before it, a dot after it, no spaces, at most 254 bytes
/// (RFC 5321). Whether it exists, only a mail can tell.
pub fn plausible_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= 254
        && !local.is_empty()
        && local.len() <= 64
        && !domain.contains('@')
        && domain.split('.').count() >= 2
        && domain.split('.').all(|part| !part.is_empty())
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\",;:\\()[]".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_needs_a_name_and_a_domain() {
        for good in ["meera@example.in", "a.b+c@mail.example.com"] {
            assert!(plausible_email(good), "{good}");
        }
        for bad in ["", "meera", "@example.in", "a@b", "a@b..c", "a b@c.d", "a@b.c>", "a@b@c.d", "x\r\nBcc: y@z.q"] {
            assert!(!plausible_email(bad), "{bad}");
        }
    }
}
