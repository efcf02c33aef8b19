//! Shops and who works for them: applications, decisions, members.

use super::{Postal, User, query};
use crate::ids::{SellerId, UserId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Somebody works for a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    pub seller: SellerId,
    pub slug: String,
    pub name: String,
    /// Ground of the avatar.
    pub tint: String,
    pub status: ShopStatus,
    /// Owners also look after members, policies and money; staff after goods and orders.
    pub owner: bool,
}

/// Where a shop stands with the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShopStatus {
    /// An application waits for an answer.
    Applied,
    /// Something was asked back.
    Asked,
    Refused,
    Approved,
    Suspended,
}

impl ShopStatus {
    pub const ALL: [Self; 5] = [Self::Applied, Self::Asked, Self::Refused, Self::Approved, Self::Suspended];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Approved => "approved",
            Self::Suspended => "suspended",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// Asks to open a shop, or sends the application again.
///
/// Errors name the fields as a flat form has them: `name`, `slug`, `about`, `returns`, `place`, `ships_in_days`,
/// `contact_email`, `contact_phone`, `legal_name`, `line1`, `line2`, `city`, `region`, `postal_code`, `country`,
/// `registration`, `certified`, `register`, `account_holder`, `account_number`, `document`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "name": "Moradabad Brass", "slug": "moradabad-brass", "about": "Lamps and bowls, spun and beaten by hand since 1962.",
    "returns": "Within 14 days, unused.", "place": "Moradabad, Uttar Pradesh", "ships_in_days": 2,
    "contact": { "email": "hello@example.in", "phone": "+91 98450 12345" },
    "trader": {
        "legal_name": "Moradabad Brass LLP",
        "address": {
            "name": "Moradabad Brass LLP", "line1": "7, Station Road", "city": "Moradabad", "region": "Uttar Pradesh",
            "postal_code": "244001", "country": "IN", "phone": "+91 98450 12345",
        },
        "certified": true,
    },
    "papers": {
        "register": "Registrar of Companies, Kanpur", "account_holder": "Moradabad Brass LLP",
        "account_number": "SBIN0001234 31234567890", "document": "PAN ABCDE1234F",
    },
})))]
#[serde(deny_unknown_fields)]
pub struct Apply {
    pub name: String,
    /// The shop's word in addresses.
    pub slug: String,
    pub about: String,
    /// What the shop promises about returns.
    pub returns: String,
    /// Town and state.
    pub place: String,
    /// Working days until a parcel leaves.
    pub ships_in_days: u32,
    pub contact: Contact,
    pub trader: Trader,
    /// Without it, what is known stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<Papers>,
}

/// How the market reaches a shop.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub email: String,
    pub phone: String,
}

/// Who trades under a shop's name (Digital Services Act, article 30). Everybody may read all of it once the shop sells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Trader {
    pub legal_name: String,
    /// Its `name` and `phone` are always the legal name and the contact's phone.
    pub address: Postal,
    /// Number in a trade register; empty without one.
    #[serde(default)]
    pub registration: String,
    /// The trader has declared to sell only what the law allows.
    pub certified: bool,
}

/// What a trader shows to the market (Digital Services Act, article 30). Of it everybody may read the register; the rest is
/// for the shop's owners and for admins. What is not given is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Papers {
    /// Name of the trade register in which the trader stands.
    #[serde(default)]
    pub register: String,
    /// Whose the account is to which the market pays.
    #[serde(default)]
    pub account_holder: String,
    /// Number of that account. In answers only its last four signs can be read; sent so, or empty, the number stays.
    #[serde(default)]
    pub account_number: String,
    /// Kind and number of an identification document.
    #[serde(default)]
    pub document: String,
}

/// A shop as its people and the market's see it: an application, or one that sells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seller {
    pub id: SellerId,
    pub slug: String,
    pub name: String,
    pub about: String,
    pub returns: String,
    pub place: String,
    pub tint: String,
    /// Year since which the shop sells here.
    pub since: i32,
    pub ships_in_days: u32,
    pub contact: Contact,
    /// Missing for shops that the operator has opened.
    pub trader: Option<Trader>,
    /// Empty for staff.
    #[serde(default)]
    pub papers: Papers,
    pub status: ShopStatus,
    /// What was asked back, or why it was refused or suspended.
    pub reason: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub applied_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub decided_at: Option<OffsetDateTime>,
    /// Goes with an edit or decision: what has changed meanwhile is not overwritten.
    pub version: i64,
}

/// Grounds of an avatar.
pub const TINTS: [&str; 6] = ["honey", "sage", "clay", "lake", "rose", "sand"];

/// Changes how a shop presents itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveShop {
    pub name: String,
    pub about: String,
    pub returns: String,
    pub place: String,
    pub ships_in_days: u32,
    /// One of [`TINTS`].
    pub tint: String,
    pub version: i64,
}

/// Changes how the market reaches a shop, and who trades under its name. Errors name the fields as those of [`Apply`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveTrader {
    pub contact: Contact,
    pub trader: Trader,
    /// Without it, what is known stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<Papers>,
    pub version: i64,
}

/// Who trades under a shop's name and how they are reached, as everybody may see it (Digital Services Act, article 30).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Imprint {
    pub contact: Contact,
    pub trader: Trader,
    /// Name of the trade register in which the trader stands; empty without one.
    #[serde(default)]
    pub register: String,
}

/// Somebody who works for a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub owner: bool,
}

/// Lets somebody with an account work for the shop.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddMember {
    pub email: String,
    pub owner: bool,
}

/// Makes a member an owner, or staff.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeMember {
    pub owner: bool,
}

/// Which shops an admin looks for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct FindSellers {
    #[cfg_attr(feature = "openapi", param(inline))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ShopStatus>,
    /// Part of the name or the slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// The whole slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Cursor of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl FindSellers {
    /// As the query of an address.
    pub fn query(&self) -> String {
        let status = self.status.map(ShopStatus::as_str);
        let (q, slug, after) = (self.q.as_deref(), self.slug.as_deref(), self.after.as_deref());
        query(&[("status", status), ("q", q), ("slug", slug), ("after", after)])
    }
}

/// A shop in an admin's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SellerRow {
    pub id: SellerId,
    pub slug: String,
    pub name: String,
    pub place: String,
    pub tint: String,
    pub status: ShopStatus,
    #[serde(with = "time::serde::rfc3339")]
    pub applied_at: OffsetDateTime,
}

/// All that an admin sees of a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SellerFile {
    pub seller: Seller,
    /// Who has applied; missing for shops that the operator has opened.
    pub applicant: Option<User>,
    /// Owners first.
    pub members: Vec<Member>,
}

/// What an admin decides about a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ShopDecision))]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// An application may sell.
    Approve,
    /// Something has to be put right first; needs a reason.
    Ask,
    /// Needs a reason.
    Refuse,
    /// A shop may sell no longer; needs a reason.
    Suspend,
    /// A suspended shop may sell again; needs a reason.
    Reinstate,
}

impl Decision {
    pub const ALL: [Self; 5] = [Self::Approve, Self::Ask, Self::Refuse, Self::Suspend, Self::Reinstate];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Ask => "ask",
            Self::Refuse => "refuse",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == text)
    }

    /// Where a shop stands after this decision; `None` if it cannot be made of a shop that stands there.
    pub fn on(self, status: ShopStatus) -> Option<ShopStatus> {
        use ShopStatus::{Applied, Approved, Asked, Refused, Suspended};
        match (status, self) {
            (Applied | Asked, Self::Approve) | (Suspended, Self::Reinstate) => Some(Approved),
            (Applied, Self::Ask) => Some(Asked),
            (Applied | Asked, Self::Refuse) => Some(Refused),
            (Approved, Self::Suspend) => Some(Suspended),
            _ => None,
        }
    }
}

/// Decides about a shop as it was seen. Errors stand beside `reason`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DecideShop))]
#[serde(deny_unknown_fields)]
pub struct Decide {
    pub decision: Decision,
    pub reason: String,
    pub version: i64,
}

/// How shops come in, as the configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Whoever applies has a shop at once; otherwise an admin decides.
    pub approve_automatically: bool,
}
