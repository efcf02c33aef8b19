//! The shops on the market.

use crate::{Catalog, Error, store::sellers};
use contracts::catalog::Shop;

/// Shops of the directory; it is one page.
const DIRECTORY: i64 = 500;

impl Catalog {
    /// Shops that sell, by name.
    pub async fn shops(&self) -> Result<Vec<Shop>, Error> {
        Ok(sellers::shops(&mut *self.db.acquire().await?, DIRECTORY).await?)
    }

    /// One shop, by its slug.
    pub async fn shop(&self, slug: &str) -> Result<Shop, Error> {
        if slug.contains('\0') {
            return Err(Error::NotFound("shop"));
        }
        sellers::shop_named(&mut *self.db.acquire().await?, slug).await?.ok_or(Error::NotFound("shop"))
    }
}
