//! What was read lately. Every asker of the same thing shares one reading.

use crate::{Error, categories::Tree, listing::Survey};
use contracts::{
    catalog::{Home, Product},
    search::{Listing, Search},
};
use moka::future::Cache as Moka;
use prometheus::IntCounterVec;
use std::{
    hash::Hash,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

static LOOKS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let about = "Looks into a cache: `hit` found a reading, or somebody who was just reading; `missed` had to read.";
    prometheus::register_int_counter_vec!("levomart_cache_looks_total", about, &["cache", "outcome"])
        .expect("the name is registered once and well formed")
});

/// How long a reading is shown.
const FRESH: Duration = Duration::from_millis(800);

/// Readings by what was asked.
///
/// A price or stock shown may be [`FRESH`] old: what is bought is quoted and reserved anew, and what is withdrawn is gone within
/// a second, whichever process heard of it. The category tree lives longer, because it changes by hand and every list needs it.
#[derive(Clone)]
pub(crate) struct Cache {
    pub tree: Moka<(), Arc<Tree>>,
    pub tree_is_young: Moka<(), ()>,
    pub vocabulary: Moka<(), Arc<Vec<String>>>,
    pub home: Moka<(), Arc<Home>>,
    pub surveys: Moka<Search, Arc<Survey>>,
    pub listings: Moka<Search, Arc<Listing>>,
    pub products: Moka<String, Arc<Product>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            tree: moka("tree", 1, Duration::from_secs(600)),
            tree_is_young: Moka::builder().max_capacity(1).time_to_live(Duration::from_secs(60)).build(),
            vocabulary: moka("vocabulary", 1, Duration::from_secs(60)),
            home: moka("home", 1, FRESH),
            // A survey is a few kilobytes and a listing some twenty: tens of megabytes at most.
            surveys: moka("surveys", 1_000, FRESH),
            listings: moka("listings", 500, FRESH),
            products: moka("products", 500, FRESH),
        }
    }
}

impl Cache {
    /// Forgets everything.
    pub fn forget(&self) {
        self.tree.invalidate_all();
        self.forget_goods();
    }

    /// Forgets what goods there are. What the tree counts of them follows when it is read next, and nobody waits for that.
    pub fn forget_goods(&self) {
        self.tree_is_young.invalidate_all();
        self.vocabulary.invalidate_all();
        self.home.invalidate_all();
        self.surveys.invalidate_all();
        self.listings.invalidate_all();
        self.products.invalidate_all();
    }
}

fn moka<K, V>(name: &str, entries: u64, lives: Duration) -> Moka<K, Arc<V>>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    Moka::builder().name(name).max_capacity(entries).time_to_live(lives).build()
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
    let missed = AtomicBool::new(false);
    let reading = async {
        missed.store(true, Ordering::Relaxed);
        read.await.map(Arc::new)
    };
    let found = cache.try_get_with(key, reading).await;
    let outcome = if missed.into_inner() { "missed" } else { "hit" };
    LOOKS.with_label_values(&[cache.name().unwrap_or_default(), outcome]).inc();
    Ok(found?)
}
