//! What is sold: categories, products, offers, stock.
//!
//! Owns the schema `catalog`, `/api/products`, `/api/categories`, what sellers ask under `/api/seller` about products, stock,
//! imports and exports, what admins ask under `/api/admin` about products and categories, and the gRPC service
//! `levomart.inventory.v1`.
//! Tells `offer.price_changed`, `product.moderated`, `stock.low` and `stock.out`. Listens to orders (holds become sales or end) and to
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
mod imports;
mod sanitise;
mod seed;
mod write;

mod goods;
mod media;

mod moderation;

mod inventory;
mod repeat;
mod subscriptions;

mod cache;
mod error;
mod store;

pub use api::api;
pub use bulk::{Dice, Market, Ware, WareVariant, seed_bulk, seed_deals};
pub use contracts::goods::Status;
pub use error::Error;
pub use inventory::{Inventory, expire_holds, grpc};
pub use media::Media;
pub use seed::{DemoSeller, demo_sellers, seed_demo};
pub use write::{NewProduct, NewVariant, OnHand, Outcome, Written, upsert_product};

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
    media: Media,
}

impl Catalog {
    /// With pictures that live as long as the process, until [`Self::with_media`] says where they lie.
    pub fn new(db: PgPool) -> Self {
        let media = Media::in_memory();
        Self { outbox: Outbox::new("catalog", db.clone()), cache: Cache::default(), media, db }
    }

    pub fn with_media(self, media: Media) -> Self {
        Self { media, ..self }
    }

    /// Where sellers' pictures are kept.
    pub fn media(&self) -> &Media {
        &self.media
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
        sweepers: [
            inventory::sweepers(&catalog),
            imports::sweepers(&catalog),
            categories::sweepers(&catalog),
            repeat::sweepers(&catalog),
        ]
        .concat(),
        gauges: vec![inventory::live_reservations(&catalog)],
    }
}
