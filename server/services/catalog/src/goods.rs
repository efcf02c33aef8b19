//! A seller's products: listed, edited, changed many at once.

mod acts;
mod api;
mod bulk;
mod pictures;
mod save;

pub(crate) use api::router;
pub(crate) use bulk::Price;

use crate::{
    Catalog, Error,
    inventory::seller,
    store::{assortment, goods as store, listing},
};
use contracts::{
    Caller,
    goods::{Goods, Search, Shelves, Sort},
    ids::ProductId,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Rows of a page.
const PAGE: usize = 25;

/// The longest text that is searched for.
const MAX_QUERY: usize = 200;

/// Behind which row a page begins, in one of the orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum After {
    Newest(OffsetDateTime, Uuid),
    Title(String, Uuid),
    Price(i64, Uuid),
}

impl After {
    /// Reads a cursor of this order; anything else begins at the first page.
    fn read(text: &str, sort: Sort) -> Option<Self> {
        let after: Self = serde_json::from_slice(&hex::decode(text).ok()?).ok()?;
        // The database has no NUL in its texts, and its time begins later.
        let fits = match (&after, sort) {
            (Self::Newest(at, _), Sort::Newest) => at.year() >= 1970,
            (Self::Title(title, _), Sort::Title) => !title.contains('\0'),
            (Self::Price(..), Sort::Price) => true,
            _ => false,
        };
        fits.then_some(after)
    }

    fn write(&self) -> Option<String> {
        serde_json::to_vec(self).ok().map(hex::encode)
    }
}

impl Catalog {
    /// One page of a shop's products.
    pub(crate) async fn shelves(&self, caller: &Caller, search: &Search) -> Result<Shelves, Error> {
        let seller = seller(caller)?;
        let within = match search.category.as_str() {
            "" => None,
            slug => Some(self.tree().await?.ids(&[slug.to_owned()])),
        };
        let q: String = search.q.trim().chars().filter(|c| *c != '\0').take(MAX_QUERY).collect();
        let filter = assortment::Filter { q, shelf: search.show, within, sort: search.sort };
        let mut db = listing::begin(&self.db).await?;
        let after = After::read(&search.after, search.sort);
        let mut rows = assortment::list(&mut db, seller, &filter, after, PAGE as i64 + 1).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).and_then(|(_, after)| after.write());
        let counts = assortment::counts(&mut db, seller).await?;
        Ok(Shelves { items: rows.into_iter().map(|(row, _)| row).collect(), next, counts })
    }

    /// A product of the caller's shop, as it is edited.
    pub(crate) async fn goods(&self, caller: &Caller, id: ProductId) -> Result<Goods, Error> {
        let mut db = self.db.acquire().await?;
        store::one(&mut db, seller(caller)?, id).await?.ok_or(Error::NotFound("product"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_in_its_own_order_only() {
        let after = After::Title("Brass lamp".to_owned(), Uuid::from_u128(7));
        let text = after.write().unwrap();

        assert_eq!(After::read(&text, Sort::Title), Some(after));
        assert_eq!(After::read(&text, Sort::Newest), None);
        assert_eq!(After::read("00ff", Sort::Title), None);
        let strange = After::Title("\0".to_owned(), Uuid::nil()).write().unwrap();
        assert_eq!(After::read(&strange, Sort::Title), None);
    }
}
