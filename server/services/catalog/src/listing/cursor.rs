//! Where the next page begins.

use crate::store::listing::{Query, Row};
use contracts::search::Sort;
use std::fmt;
use uuid::Uuid;

/// The key and id of the last card of a page, and the order in which they mean something. Written in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    order: u8,
    key: i64,
    id: Uuid,
}

impl Cursor {
    pub fn of(query: &Query, sort: Sort, last: &Row) -> Self {
        Self { order: order(query, sort), key: last.key, id: last.id() }
    }

    /// Key and id, if the text is a cursor of this order. Anything else begins at the first page.
    pub fn read(text: &str, query: &Query, sort: Sort) -> Option<(i64, Uuid)> {
        let bytes: [u8; 25] = hex::decode(text).ok()?.try_into().ok()?;
        let (key, id) = bytes[1..].split_first_chunk::<8>()?;
        (bytes[0] == order(query, sort)).then_some((i64::from_be_bytes(*key), Uuid::from_slice(id).ok()?))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.order];
        bytes.extend(self.key.to_be_bytes());
        bytes.extend(self.id.as_bytes());
        f.write_str(&hex::encode(bytes))
    }
}

/// A number for each order; by relevance, each way to look for a query is an order of its own.
fn order(query: &Query, sort: Sort) -> u8 {
    match (sort, query) {
        (Sort::Best, Query::All) => 0,
        (Sort::Best, Query::Words(_)) => 1,
        (Sort::Best, Query::Similar(_)) => 2,
        (Sort::Newest, _) => 3,
        (Sort::PriceUp, _) => 4,
        (Sort::PriceDown, _) => 5,
        (Sort::Rating, _) => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back_in_its_own_order_only(key in any::<i64>(), id in any::<u128>()) {
            let id = Uuid::from_u128(id);
            let text = Cursor { order: order(&Query::All, Sort::Newest), key, id }.to_string();

            prop_assert_eq!(Cursor::read(&text, &Query::All, Sort::Newest), Some((key, id)));
            prop_assert_eq!(Cursor::read(&text, &Query::All, Sort::Best), None);
        }

        #[test]
        fn nonsense_is_no_cursor(text in ".{0,80}") {
            prop_assert_eq!(Cursor::read(&text, &Query::All, Sort::Rating), None);
        }
    }
}
