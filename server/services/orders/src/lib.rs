//! What was bought: checkout, orders per seller, their life.
//!
//! Owns order groups, the orders of each seller in them, their lines, parcels, returns and history (schema `orders`;
//! `/api/orders` for buyers, `/api/seller/orders` and `/api/seller/returns` for sellers, `/api/admin/orders` and
//! `/api/admin/returns` for admins).
//! Tells every `order.…` and `return.…`. Listens to `payment.succeeded`, `shipment.delivered` and `seller.approved`. Asks
//! catalog to hold stock and cart for what is in it.

mod adopt;
mod ahead;
mod api;
mod arrive;
mod bill;
mod call_off;
mod cancel;
mod change;
mod checkout;
mod claim;
mod delivery;
mod error;
mod expire;
mod group;
mod list;
mod market;
mod open;
mod order;
mod pack;
mod parcel;
mod pay;
mod pay_back;
mod place;
mod reorder;
mod returns;
pub mod seed;
mod ship;
mod show;
mod sold;
mod store;
mod subscriptions;

pub use api::api;
pub use delivery::Rates;

use clients::{Cart, Inventory};
use contracts::Currency;
use events::Outbox;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use web::{Access, Service, Sweeper};

/// The history of schema `orders`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/orders");

/// What an operator decides about orders.
#[derive(Clone)]
pub struct Config {
    /// How long the stock of an unpaid order is held; usually 15 minutes.
    pub hold: Duration,
    /// Signs the links that open an order without a log-in.
    pub access: Access,
    /// What delivery costs, per seller.
    pub delivery: Rates,
    /// The currency in which the market sells.
    pub currency: Currency,
    /// Days after its delivery in which something of an order can be given back.
    pub return_days: u32,
    /// Days after it was due on which an order that has not left is cancelled; 0: never.
    pub cancel_after_days: u32,
}

/// What every operation works with.
#[derive(Clone)]
struct Orders {
    db: PgPool,
    inventory: Inventory,
    cart: Cart,
    outbox: Outbox,
    config: Arc<Config>,
}

/// The slice, ready to be run.
pub fn service(db: PgPool, inventory: Inventory, cart: Cart, config: Config) -> Service {
    let outbox = Outbox::new("orders", db.clone());
    let orders = Orders { db, inventory, cart, outbox: outbox.clone(), config: Arc::new(config) };
    Service {
        slice: "orders",
        subscriptions: subscriptions::subscriptions(&orders),
        sweepers: sweepers(&orders),
        router: api::router(orders),
        outbox: Some(outbox),
        ..Service::default()
    }
}

fn sweepers(orders: &Orders) -> Vec<Sweeper> {
    let (unpaid, late, answers) = (orders.clone(), orders.clone(), orders.db.clone());
    vec![
        Sweeper::new("expire unpaid orders", Duration::from_secs(15), move || {
            let orders = unpaid.clone();
            async move { expire::expire(&orders).await }
        }),
        Sweeper::new("cancel late orders", Duration::from_secs(60), move || {
            let orders = late.clone();
            async move { call_off::call_off_late(&orders).await }
        }),
        Sweeper::new("forget old idempotency keys", Duration::from_secs(3600), move || {
            let db = answers.clone();
            async move { Ok(store::idempotency::delete_old(&mut *db.acquire().await?).await?) }
        }),
    ]
}
