//! The shops on the market.

use crate::{Catalog, Error, store::sellers};
use contracts::{Page, catalog::Shop};

/// Shops of one page of the directory.
const PAGE: usize = 60;

impl Catalog {
    /// Shops that sell, by name. `after` is the slug of the last one of the page before; anything else begins at the first page.
    pub async fn shops(&self, after: Option<&str>) -> Result<Page<Shop>, Error> {
        let after = after.filter(|slug| !slug.contains('\0'));
        let mut items = sellers::shops(&mut *self.db.acquire().await?, after, PAGE as i64 + 1).await?;
        let more = items.len() > PAGE;
        items.truncate(PAGE);
        let next = items.last().filter(|_| more).map(|last| last.badge.slug.clone());
        Ok(Page { items, next })
    }

    /// One shop, by its slug.
    pub async fn shop(&self, slug: &str) -> Result<Shop, Error> {
        if slug.contains('\0') {
            return Err(Error::NotFound("shop"));
        }
        sellers::shop_named(&mut *self.db.acquire().await?, slug).await?.ok_or(Error::NotFound("shop"))
    }
}
