//! What is sent twice is done once.

use crate::{Catalog, Error, store::repeats};
use contracts::ids::SellerId;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use std::time::Duration;
use web::Sweeper;

const PURGE: Duration = Duration::from_secs(3600);

/// A request that its sender may send again, for one shop.
pub(crate) struct Request<'a> {
    seller: SellerId,
    key: &'a str,
    body: Vec<u8>,
}

impl<'a> Request<'a> {
    pub fn new(seller: SellerId, key: &'a str, body: &impl Serialize) -> Result<Self, Error> {
        Ok(Self { seller, key, body: serde_json::to_vec(body).map_err(anyhow::Error::from)? })
    }

    /// Begins it in the transaction that does it, or says what came of it before.
    ///
    /// # Errors
    /// [`Error::KeyReused`] for another request under the same key.
    pub async fn begin(&self, tx: &mut PgConnection) -> Result<Option<Value>, Error> {
        if repeats::claim(tx, self.seller, self.key, &self.body).await? {
            return Ok(None);
        }
        let answer = repeats::answer(tx, self.seller, self.key, &self.body).await?;
        answer.map(Some).ok_or(Error::KeyReused)
    }

    /// Keeps what came of it.
    pub async fn end(&self, tx: &mut PgConnection, answer: &impl Serialize) -> Result<(), Error> {
        let answer = serde_json::to_value(answer).map_err(anyhow::Error::from)?;
        Ok(repeats::keep(tx, self.seller, self.key, &answer).await?)
    }
}

pub(crate) fn sweepers(catalog: &Catalog) -> Vec<Sweeper> {
    let catalog = catalog.clone();
    vec![Sweeper::new("old requests", PURGE, move || {
        let catalog = catalog.clone();
        async move { Ok(repeats::purge(&mut *catalog.db.acquire().await?).await?) }
    })]
}
