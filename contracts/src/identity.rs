//! Accounts and shops, as identity's API speaks of them.

mod shops;

pub use shops::{
    AddMember, Apply, ChangeMember, Contact, Decide, Decision, FindSellers, Imprint, Member, Membership, Papers,
    Policy, SaveShop, SaveTrader, Seller, SellerFile, SellerRow, ShopStatus, TINTS, Trader,
};

use crate::{
    caller::Role,
    ids::{AddressId, UserId},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// Shops for which the user works, the one first for which it began first; none for those who only buy.
    #[serde(default)]
    pub shops: Vec<Membership>,
}

/// Opens an account. There is no role in it: an account starts as `USER`.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "name": "Meera Krishnan", "email": "meera@example.in", "password": "a lamp at dusk",
})))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub current: String,
    pub new: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeProfile {
    pub name: String,
}

/// Where a parcel goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "name": "Meera Krishnan", "line1": "14, Lake View Road", "city": "Bengaluru", "region": "Karnataka",
    "postal_code": "560001", "country": "IN", "phone": "+91 98450 12345",
})))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    pub id: AddressId,
    pub postal: Postal,
    pub default: bool,
}

/// Adds or replaces an entry of the address book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveAddress {
    pub postal: Postal,
    pub default: bool,
}

/// Which accounts an admin looks for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct FindUsers {
    /// Beginning of the e-mail or the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[cfg_attr(feature = "openapi", param(inline))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// Cursor of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl FindUsers {
    /// As the query of an address.
    pub fn query(&self) -> String {
        let disabled = self.disabled.map(|disabled| if disabled { "true" } else { "false" });
        let role = self.role.map(Role::as_str);
        query(&[("q", self.q.as_deref()), ("role", role), ("disabled", disabled), ("after", self.after.as_deref())])
    }
}

fn query(pairs: &[(&str, Option<&str>)]) -> String {
    let said = pairs.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish()
}

/// An account as an admin sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub user: User,
    #[serde(with = "time::serde::rfc3339::option")]
    pub disabled_at: Option<OffsetDateTime>,
}

/// All that an admin sees of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserFile {
    pub person: Person,
    /// Shops for which the user works.
    pub shops: Vec<Membership>,
}

/// What an admin does to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UserChange {
    /// Gives another role; ends all sessions.
    Role(Role),
    /// Nobody can log in any more; ends all sessions.
    Disable,
    Enable,
    EndSessions,
}

/// Changes an account. The reason is kept; errors stand beside `reason`, or beside `change` when it cannot be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeUser {
    pub change: UserChange,
    pub reason: String,
}

/// Why an admin looks at the shop as somebody else.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewAs {
    pub reason: String,
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

/// Whether a mail can be written to a text: a dot-atom, an `@` and a domain of two labels or more, at most 254 bytes
/// (RFC 5321), all ASCII. Whether it exists, only a mail can tell.
pub fn plausible_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let all = |part: &str, signs: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c));
    let atom = |part: &str| !part.is_empty() && all(part, "!#$%&'*+-/=?^_`{|}~");
    let label =
        |part: &str| (1..=63).contains(&part.len()) && all(part, "-") && !part.starts_with('-') && !part.ends_with('-');
    text.len() <= 254
        && local.len() <= 64
        && local.split('.').all(atom)
        && domain.contains('.')
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_needs_a_name_and_a_domain() {
        for good in ["meera@example.in", "a.b+c@mail.example.com", "o'neil_{1}@x-1.9.in", "Meera@Example.IN"] {
            assert!(plausible_email(good), "{good}");
        }
        for bad in ["", "meera", "@example.in", "a@b", "a@b..c", "a b@c.d", "a@b.c>", "a@b@c.d", "x\r\nBcc: y@z.q"] {
            assert!(!plausible_email(bad), "{bad}");
        }
    }

    #[test]
    fn an_email_to_which_no_mail_can_be_written_is_none() {
        for local in ["meera.", ".a", "a..b", "mee\u{301}ra", "\"a\"", "a,b", "a\0b", &"a".repeat(65)] {
            assert!(!plausible_email(&format!("{local}@example.in")), "{local:?}");
        }
        for domain in ["-a.in", "a-.in", "a_b.in", ".in", "a.in.", "[127.0.0.1]", "m\u{fc}ll.in", &"a.in".repeat(65)] {
            assert!(!plausible_email(&format!("meera@{domain}")), "{domain:?}");
        }
        assert!(!plausible_email(&format!("meera@{}.in", "a".repeat(64))));
    }
}
