//! Where a page of a list ends.

use contracts::{Kind, Problem, page::Page};
use time::OffsetDateTime;
use uuid::Uuid;

/// Things on a page.
pub const PAGE: i64 = 50;

/// The last thing of a page; the next page begins behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub at: OffsetDateTime,
    pub id: Uuid,
}

impl Cursor {
    /// The cursor that was sent along, if one was.
    pub fn parse(after: Option<&str>) -> Result<Option<Self>, Problem> {
        let no_such_page =
            || Problem::new(Kind::Malformed, "malformed-cursor", "This page of the list does not exist.");
        after.map(|text| Self::read(text).ok_or_else(no_such_page)).transpose()
    }

    /// Microseconds and id, in hexadecimal: opaque to others, and as exact as PostgreSQL's clock.
    pub fn write(self) -> String {
        let micros = (self.at.unix_timestamp_nanos() / 1000) as u64;
        hex::encode([&micros.to_be_bytes()[..], self.id.as_bytes()].concat())
    }

    fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; 24];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        let (micros, id) = bytes.split_first_chunk::<8>()?;
        // Nobody came before 1970, and PostgreSQL cannot read every moment that fits.
        let nanos = i128::from(u64::from_be_bytes(*micros)) * 1000;
        let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
        Some(Self { at, id: Uuid::from_slice(id).ok()? })
    }
}

/// What is looked for, without what no name has; `None` when that is nothing.
pub fn sought(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(100).collect();
    (!text.is_empty()).then_some(text)
}

/// A page of what was read, which is one more than fits if there is another page.
pub fn page<T>(mut items: Vec<T>, place: impl Fn(&T) -> Cursor) -> Page<T> {
    let fits = PAGE as usize;
    let more = items.len() > fits;
    items.truncate(fits);
    let next = items.last().filter(|_| more).map(|last| place(last).write());
    Page { items, next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_cursor_comes_back_as_it_was_and_nonsense_is_refused() {
        let cursor = Cursor { at: datetime!(2026-03-02 10:20:30.123456 UTC), id: Uuid::from_u128(7) };

        assert_eq!(Cursor::parse(Some(&cursor.write())), Ok(Some(cursor)));
        assert_eq!(Cursor::parse(None), Ok(None));
        for nonsense in ["", "zz", &"f".repeat(48), &"0".repeat(46)] {
            assert!(Cursor::parse(Some(nonsense)).is_err(), "{nonsense}");
        }
    }
}
