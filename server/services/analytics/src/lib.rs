//! What was sold, day by day, how far shoppers came, and what was looked for in vain.
//!
//! Owns schema `analytics` and answers under `/api/seller/analytics`, `/api/admin/analytics` and `/api/analytics`. Emits
//! nothing. Listens to orders: what is paid counts on that day, what is cancelled or given back is taken off it again.
//! Asks catalog what goods are called.

mod api;
mod error;
mod report;
mod search;
pub mod seed;
mod sold;
mod steps;
mod store;
mod subscriptions;

pub use api::api;

use clients::Inventory;
use contracts::Currency;
use sqlx::PgPool;

/// The history of schema `analytics`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/analytics");

/// What every operation works with.
#[derive(Clone)]
struct Analytics {
    db: PgPool,
    inventory: Inventory,
    currency: Currency,
}

/// The slice, ready to be run. `currency` is that of the market.
pub fn service(db: PgPool, inventory: Inventory, currency: Currency) -> web::Service {
    let analytics = Analytics { db, inventory, currency };
    web::Service {
        slice: "analytics",
        subscriptions: vec![subscriptions::orders(analytics.clone())],
        sweepers: vec![search::sweeper(&analytics)],
        router: api::router(analytics),
        ..web::Service::default()
    }
}
