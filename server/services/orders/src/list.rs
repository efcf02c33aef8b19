//! The buyer's orders, newest first.

use crate::{Orders, error::Error, store::groups};
use contracts::{Caller, Kind, Problem, ids::GroupId, orders::GroupSummary, page::Page};
use time::OffsetDateTime;
use uuid::Uuid;

/// Groups on a page.
const PAGE: usize = 20;

/// One page of what the caller bought, after the place that `after` names.
pub async fn list(orders: &Orders, caller: &Caller, after: Option<&str>) -> Result<Page<GroupSummary>, Error> {
    let buyer = caller.subject().ok_or(Error::NoSubject)?;
    let after = after.map(|text| Cursor::read(text).ok_or_else(no_such_page)).transpose()?;
    let mut items = groups::list(&mut *orders.db.acquire().await?, buyer, after, PAGE + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|last| Cursor { placed_at: last.placed_at, group: last.id }.write());
    Ok(Page { items, next })
}

fn no_such_page() -> Problem {
    Problem::new(Kind::Malformed, "malformed-cursor", "This page of the list does not exist.")
}

/// The last group of a page; the next page begins behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub placed_at: OffsetDateTime,
    pub group: GroupId,
}

impl Cursor {
    /// Microseconds and id, in hexadecimal: opaque to others, and as exact as PostgreSQL's clock.
    fn write(self) -> String {
        let micros = (self.placed_at.unix_timestamp_nanos() / 1000) as u64;
        hex::encode([&micros.to_be_bytes()[..], self.group.0.as_bytes()].concat())
    }

    fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; 24];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        let (micros, id) = bytes.split_first_chunk::<8>()?;
        // Nothing was placed before 1970, and PostgreSQL cannot read every moment that fits.
        let nanos = i128::from(u64::from_be_bytes(*micros)) * 1000;
        let placed_at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
        Some(Self { placed_at, group: GroupId(Uuid::from_slice(id).ok()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let cursor =
            Cursor { placed_at: datetime!(2026-03-02 10:20:30.123456 UTC), group: GroupId(Uuid::from_u128(7)) };

        assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_be_refused(text in "\\PC{0,60}|[0-9a-f]{48}") {
            let _ = Cursor::read(&text);
        }
    }
}
