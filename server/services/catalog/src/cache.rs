//! What was read lately. Every asker of the same thing shares one reading.

use crate::{Error, categories::Tree, listing::Survey};
use contracts::{
    catalog::{Home, Product},
    search::{Listing, Search},
};
use moka::future::Cache as Moka;
use std::{hash::Hash, sync::Arc, time::Duration};

/// Readings by what was asked.
///
/// A price or stock shown may be two seconds old: what is bought is quoted and reserved anew. The category tree lives
/// longer, because it changes by hand and every list needs it.
#[derive(Clone)]
pub(crate) struct Cache {
    pub tree: Moka<(), Arc<Tree>>,
    pub vocabulary: Moka<(), Arc<Vec<String>>>,
    pub home: Moka<(), Arc<Home>>,
    pub surveys: Moka<Search, Arc<Survey>>,
    pub listings: Moka<Search, Arc<Listing>>,
    pub products: Moka<String, Arc<Product>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            tree: moka(1, 60),
            vocabulary: moka(1, 60),
            home: moka(1, 5),
            // A survey is a few kilobytes and a listing some twenty: tens of megabytes at most.
            surveys: moka(1_000, 2),
            listings: moka(500, 2),
            products: moka(500, 2),
        }
    }
}

impl Cache {
    pub fn forget(&self) {
        self.tree.invalidate_all();
        self.vocabulary.invalidate_all();
        self.home.invalidate_all();
        self.surveys.invalidate_all();
        self.listings.invalidate_all();
        self.products.invalidate_all();
    }
}

fn moka<K, V>(entries: u64, seconds: u64) -> Moka<K, Arc<V>>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    Moka::builder().max_capacity(entries).time_to_live(Duration::from_secs(seconds)).build()
}

/// Reads through a cache; a failure is told to everybody who waited for it, and kept for nobody else.
pub(crate) async fn through<K, V>(
    cache: &Moka<K, Arc<V>>,
    key: K,
    read: impl Future<Output = Result<V, Error>>,
) -> Result<Arc<V>, Error>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    Ok(cache.try_get_with(key, async { read.await.map(Arc::new) }).await?)
}
