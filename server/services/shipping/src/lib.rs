//! What is on its way: parcels, carriers, scans.
//!
//! Owns schema `shipping` and answers under `/api/shipping` and `/webhooks/carriers/{carrier}`. Emits `shipment.created`,
//! `shipment.updated` and `shipment.delivered`. Listens to `order.shipped`: a seller has sent a parcel.
//!
//! There is one way for a parcel to come further: its carrier says so, signed. Whatever it says, in whatever order and
//! however often, has its effect once.

mod carrier;
mod parcel;

mod api;
mod subscriptions;

mod find;
mod hear;
pub mod seed;
mod simulator;

mod error;
mod signature;
mod store;

pub use api::api;

use events::Outbox;
use sqlx::PgPool;
use std::time::Duration;
use web::Sweeper;

/// The history of schema `shipping`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/shipping");

/// How often the simulated carriers look after their parcels.
const ROUND: Duration = Duration::from_secs(1);

/// What shipping must be told.
pub struct Config {
    /// Secret from which each carrier's own key is made, at least 32 bytes.
    pub secret: Vec<u8>,
    /// How long a simulated parcel stays where it is; nothing when no carrier is simulated.
    pub pace: Option<Duration>,
}

/// What every operation works with.
#[derive(Clone)]
struct Shipping {
    db: PgPool,
    outbox: Outbox,
    secret: Vec<u8>,
}

impl Shipping {
    /// The key with which a carrier signs. None can sign for another.
    fn key(&self, carrier: &str) -> Vec<u8> {
        signature::key(&self.secret, carrier)
    }
}

/// The slice, ready to be run.
pub fn service(db: PgPool, config: Config) -> web::Service {
    let shipping = Shipping { outbox: Outbox::new("shipping", db.clone()), secret: config.secret, db };
    let router = api::router(shipping.clone());
    let simulating = config.pace.map(|pace| {
        let (shipping, router) = (shipping.clone(), router.clone());
        Sweeper::new("shipping.simulator", ROUND, move || {
            let (shipping, router) = (shipping.clone(), router.clone());
            async move { simulator::tick(&shipping, &router, pace).await }
        })
    });
    web::Service {
        slice: "shipping",
        outbox: Some(shipping.outbox.clone()),
        subscriptions: vec![subscriptions::orders(shipping)],
        sweepers: simulating.into_iter().collect(),
        router,
        ..web::Service::default()
    }
}
