//! What is sold: categories, products, offers, stock.
//!
//! Owns the schema `catalog`, `/api/products` and `/api/categories`, and the gRPC service `levomart.inventory.v1`.
//! Tells `offer.price_changed`, `stock.low` and `stock.out`. Listens to orders (holds become sales or end) and to
//! identity (who sells here).
//!
//! Lists read the narrow table `catalog.listed`, which is written with every product. What shoppers read is cached for
//! seconds; quotes and reservations never are.

mod api;

mod categories;
mod home;
mod listing;
mod product;
mod shops;
mod suggest;

mod facets;
mod words;

mod bulk;
pub mod import;
mod sanitise;
mod seed;
mod write;

mod inventory;
mod subscriptions;

mod cache;
mod error;
mod store;

pub use bulk::seed_bulk;
pub use error::Error;
pub use inventory::{Inventory, expire_holds, grpc};
pub use seed::{DemoSeller, demo_sellers, seed_demo};
pub use write::{NewProduct, NewVariant, OnHand, Outcome, Status, Written, upsert_product};

use cache::Cache;
use events::Outbox;
use sqlx::PgPool;

/// The `catalog` schema's history.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/catalog");

/// The state of the slice.
#[derive(Clone)]
pub struct Catalog {
    db: PgPool,
    outbox: Outbox,
    cache: Cache,
}

impl Catalog {
    pub fn new(db: PgPool) -> Self {
        Self { outbox: Outbox::new("catalog", db.clone()), cache: Cache::default(), db }
    }

    /// Forgets what was read, so that this process shows at once what was just committed. Others follow in seconds.
    pub fn forget(&self) {
        self.cache.forget();
    }
}

/// The slice, ready to be run.
pub fn service(catalog: Catalog) -> web::Service {
    web::Service {
        slice: "catalog",
        router: api::router(catalog.clone()),
        grpc: Some(web::Grpc { name: inventory::NAME, descriptor: contracts::inventory::DESCRIPTOR }),
        outbox: Some(catalog.outbox.clone()),
        subscriptions: subscriptions::all(&catalog),
        sweepers: inventory::sweepers(&catalog),
        gauges: vec![inventory::live_reservations(&catalog)],
    }
}
