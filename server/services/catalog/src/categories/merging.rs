//! Making a category part of another.

use super::edit::{find, mergeable, names};
use crate::{
    Catalog, Error,
    moderation::admin,
    store::{categories as store, import::plan_once, listed, written},
};
use contracts::{Caller, ids::CategoryId, moderation::Merged};
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;
use web::Sweeper;

/// Somebody may be looking at how it gets on.
const LOOK: Duration = Duration::from_secs(2);

/// Products that move in one transaction, and how often that happens in one request: it is over within a few seconds.
const BATCH: usize = 200;
const BATCHES: usize = 10;

/// Goes on with what requests have begun.
pub(super) fn sweeper(catalog: &Catalog) -> Sweeper {
    let catalog = catalog.clone();
    Sweeper::new("merging categories", LOOK, move || {
        let catalog = catalog.clone();
        async move {
            let all = store::bare(&mut *catalog.db.acquire().await?).await?;
            for category in all.into_iter().filter(|category| category.merging_into.is_some()) {
                catalog.merge_on(category.id).await?;
            }
            Ok(())
        }
    })
}

impl Catalog {
    /// Makes a category part of another. What is below it and its old addresses follow at once, its products batch by batch,
    /// those of a large one behind the request; with the last of them it is gone. To ask again changes nothing.
    pub(crate) async fn merge_category(
        &self,
        caller: &Caller,
        from: CategoryId,
        into: CategoryId,
    ) -> Result<Merged, Error> {
        admin(caller)?;
        self.begin_merge(caller, from.0, into.0).await?;
        self.merge_on(from.0).await
    }

    async fn begin_merge(&self, caller: &Caller, from: Uuid, into: Uuid) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        store::lock(&mut tx).await?;
        let all = store::bare(&mut tx).await?;
        let old = find(&all, from)?;
        if old.merging_into == Some(into) {
            return Ok(());
        }
        mergeable(&all, from, into)?;
        // What is below it.
        store::note_renamed(&mut tx, from).await?;
        store::hand_over(&mut tx, from, into, &old.slug).await?;
        let products = store::begin_merge(&mut tx, from, into).await?;
        let before = json!({ "name": old.name, "slug": old.slug, "parent": old.parent });
        let after = json!({ "into": find(&all, into)?.slug, "products": products });
        self.record(&mut tx, caller, "category.merge", from, Some(before), Some(after)).await?;
        self.outbox.commit(tx).await?;
        self.forget();
        Ok(())
    }

    /// Moves some batches of a category that is being merged, and takes it away when nothing is left.
    async fn merge_on(&self, from: Uuid) -> Result<Merged, Error> {
        let mut merged = Merged { moved: 0, done: false };
        for _ in 0..BATCHES {
            let all = store::bare(&mut *self.db.acquire().await?).await?;
            let merging = all.iter().find(|category| category.id == from).and_then(|category| category.merging_into);
            let Some(into) = merging else { return Ok(Merged { done: true, ..merged }) };
            let names = names(&all, into);
            let batch = web::retry(|| self.move_batch(from, into, &names)).await?;
            merged.moved += batch as u64;
            if batch < BATCH {
                merged.done = self.end_merge(from, &names).await?;
                break;
            }
        }
        self.forget();
        Ok(merged)
    }

    /// What is moved is found by the names of its new category from then on.
    async fn move_batch(&self, from: Uuid, into: Uuid, names: &str) -> Result<usize, Error> {
        let mut tx = self.db.begin().await?;
        plan_once(&mut tx).await?;
        let moving = store::moving(&mut tx, from, Uuid::nil(), BATCH as i64).await?;
        if moving.is_empty() {
            return Ok(0);
        }
        store::move_products(&mut tx, into, names, &moving).await?;
        let ids: Vec<Uuid> = moving.iter().map(|product| product.id).collect();
        listed::refresh(&mut tx, &ids).await?;
        tx.commit().await?;
        Ok(ids.len())
    }

    /// Takes the category away, unless somebody has meanwhile put another product into it: that one moves, too.
    async fn end_merge(&self, from: Uuid, names: &str) -> Result<bool, Error> {
        let mut tx = self.db.begin().await?;
        if !store::delete(&mut tx, from).await? {
            return Ok(false);
        }
        written::learn_words(&mut tx, names).await?;
        tx.commit().await?;
        Ok(true)
    }
}
