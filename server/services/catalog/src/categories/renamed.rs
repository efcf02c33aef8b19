//! After a category was renamed or moved: what is in it and below it is found by the new names.

use super::edit::names;
use crate::{
    Catalog,
    store::{categories as store, import::plan_once, written},
};
use std::time::Duration;
use web::Sweeper;

/// A new name is found within moments.
const LOOK: Duration = Duration::from_secs(2);

/// Products of one transaction, and how many of those follow each other.
const BATCH: usize = 200;
const BATCHES: usize = 50;

pub(super) fn sweeper(catalog: &Catalog) -> Sweeper {
    let catalog = catalog.clone();
    Sweeper::new("renamed categories", LOOK, move || {
        let catalog = catalog.clone();
        async move {
            for _ in 0..BATCHES {
                if !catalog.index_renamed().await? {
                    break;
                }
            }
            Ok(())
        }
    })
}

impl Catalog {
    /// Writes anew by what some products are found; `false` when there are none left.
    async fn index_renamed(&self) -> anyhow::Result<bool> {
        let mut tx = self.db.begin().await?;
        let Some((category, after)) = store::next_renamed(&mut tx).await? else { return Ok(false) };
        plan_once(&mut tx).await?;
        let names = names(&store::bare(&mut tx).await?, category);
        let products = store::moving(&mut tx, category, after, BATCH as i64).await?;
        store::index(&mut tx, &names, &products).await?;
        match products.last() {
            Some(last) if products.len() == BATCH => store::renamed_up_to(&mut tx, category, last.id).await?,
            _ => {
                written::learn_words(&mut tx, &names).await?;
                store::end_renamed(&mut tx, category).await?;
            }
        }
        tx.commit().await?;
        self.forget();
        Ok(true)
    }
}
