//! The home page.

use crate::{
    Catalog, Error, cache,
    categories::Tree,
    store::{
        listing::{self, Filter, Slice},
        sellers,
    },
};
use contracts::{
    catalog::{Category, Home},
    search::Sort,
};
use std::{cmp::Reverse, sync::Arc};

const FEATURED: i64 = 12;
const SELLERS: i64 = 6;
const OFTEN: usize = 6;

impl Catalog {
    /// What stands on the home page; may be a second old.
    pub async fn home(&self) -> Result<Arc<Home>, Error> {
        cache::through(&self.cache.home, (), self.read_home()).await
    }

    async fn read_home(&self) -> Result<Home, Error> {
        let tree = self.tree().await?;
        let mut db = listing::begin(&self.db).await?;
        let slice = Slice { sort: Sort::Best, after: None, limit: FEATURED };
        let featured = listing::browse(&mut db, &Filter::default(), slice).await?;
        Ok(Home {
            categories: tree.roots.clone(),
            featured: featured.into_iter().map(listing::Row::card).collect(),
            sellers: sellers::prominent(&mut db, SELLERS).await?,
            seller_count: sellers::count(&mut db).await?,
            often: often(&tree),
        })
    }
}

/// Names of the fullest categories that have none below them; not more than one of each root.
fn often(tree: &Tree) -> Vec<String> {
    let fullest = |root: &Category| root.children.iter().max_by_key(|leaf| leaf.products).cloned();
    let mut leaves: Vec<Category> = tree.roots.iter().filter_map(fullest).filter(|leaf| leaf.products > 0).collect();
    leaves.sort_by_key(|leaf| Reverse(leaf.products));
    leaves.into_iter().take(OFTEN).map(|leaf| leaf.name).collect()
}
