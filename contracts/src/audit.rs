//! The log of what was done with privilege or money.

use crate::ids::{EntryId, SellerId, UserId};
use form_urlencoded::{Serializer, parse};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime, macros::format_description};
use uuid::Uuid;

/// One act, at its place in the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AuditEntry))]
pub struct Entry {
    /// Place in the chain, from 1 without a gap.
    pub seq: i64,
    pub id: EntryId,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub slice: String,
    pub actor: Option<UserId>,
    /// `admin`, `seller`, `shopper`, `system`.
    pub actor_kind: String,
    pub action: String,
    pub subject_kind: String,
    pub subject: String,
    pub seller: Option<SellerId>,
    /// How things stood before and after, as JSON.
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<String>,
    /// Address from which it was asked.
    pub from: Option<String>,
    /// SHA-256 over the entry and the hash of the one before it, in hexadecimal.
    pub hash: String,
}

/// The most people whose acts are listed together.
pub const MOST_ACTORS: usize = 50;

/// Which entries somebody wants to see. The query string of the page and of the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct Filter {
    /// Any of these people; at most [`MOST_ACTORS`] are heeded.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub actor: Vec<UserId>,
    pub subject: Option<String>,
    #[cfg_attr(feature = "openapi", param(inline))]
    pub seller: Option<SellerId>,
    /// Beginning of the action: `seller.` or `seller.suspend`.
    pub action: Option<String>,
    /// First and last day of recording, UTC.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Only entries older than the one at this place, for the next page.
    pub after: Option<i64>,
}

impl Filter {
    /// Reads a query string. What cannot be read is left out.
    pub fn parse(query: &str) -> Self {
        let mut filter = Self::default();
        for (key, value) in parse(query.as_bytes()) {
            let value = value.trim();
            let text = || Some(value.to_owned()).filter(|text| !text.is_empty() && !text.contains('\0'));
            match &*key {
                "actor" if filter.actor.len() < MOST_ACTORS => {
                    filter.actor.extend(Uuid::parse_str(value).ok().map(UserId));
                }
                "subject" => filter.subject = text(),
                "seller" => filter.seller = Uuid::parse_str(value).ok().map(SellerId),
                "action" => filter.action = text(),
                "from" => filter.from = day(value),
                "to" => filter.to = day(value),
                "after" => filter.after = value.parse().ok(),
                _ => {}
            }
        }
        filter
    }

    /// The inverse of [`Filter::parse`].
    pub fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.actor.iter().map(|id| ("actor", id.to_string())));
        let fields = [
            ("subject", self.subject.clone()),
            ("seller", self.seller.map(|id| id.to_string())),
            ("action", self.action.clone()),
            ("from", self.from.map(|day| day.to_string())),
            ("to", self.to.map(|day| day.to_string())),
            ("after", self.after.map(|seq| seq.to_string())),
        ];
        for (key, value) in fields {
            query.extend_pairs(value.map(|value| (key, value)));
        }
        query.finish()
    }
}

fn day(text: &str) -> Option<Date> {
    let day = Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
    // Neither before anything was recorded nor on the last day that can be counted.
    day.filter(|day| (2000..9999).contains(&day.year()))
}

/// What a look at the chain has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AuditChain))]
pub struct Chain {
    /// The first place that was looked at; all before it is taken for granted.
    pub first: i64,
    /// How many entries were looked at.
    pub entries: i64,
    /// The first place at which the chain does not hold.
    pub broken: Option<i64>,
    /// Hash of the last entry: written down elsewhere, it also proves that nothing was cut off.
    pub head: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_filter_is_read_as_it_is_written() {
        let filter = Filter {
            actor: vec![UserId(Uuid::from_u128(7)), UserId(Uuid::from_u128(8))],
            subject: Some("a & b".to_owned()),
            action: Some("seller.".to_owned()),
            from: Some(date!(2026 - 11 - 01)),
            after: Some(12),
            ..Filter::default()
        };

        assert_eq!(Filter::parse(&filter.query()), filter);
        assert_eq!(Filter::parse("actor=me&from=today&to=9999-12-31&subject=+&action=%00&x=1"), Filter::default());
    }
}
