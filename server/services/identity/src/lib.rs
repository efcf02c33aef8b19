//! Who is who: accounts, passwords, addresses, sellers.
//!
//! Owns the schema `identity` and the routes `/api/auth` and `/api/users`; keeps counters of failed log-ins in Redis.
//! Emits `user.created`, `user.role_changed` and `seller.approved`. Listens to nobody.

mod account;
mod add_address;
mod api;
mod change_address;
mod change_password;
mod change_profile;
mod create_account;
mod error;
mod hashing;
mod log_in;
mod log_out_everywhere;
mod open_shop;
mod password;
mod postal;
mod register;
mod remove_address;
mod set_role;
mod store;
mod throttle;

pub use create_account::create_account;
pub use error::Error;
pub use open_shop::{Shop, open_shop, seller_id};
pub use set_role::set_role;

use events::Outbox;
use hashing::Hashing;
use serde::Deserialize;
use sqlx::PgPool;
use throttle::Throttle;

/// The `identity` schema's history.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/identity");

/// How hard guessing passwords is made.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Failed log-ins into one account before it has to wait.
    pub failures_per_account: u32,
    /// Failed log-ins from one network address before it has to wait; higher, because offices and schools share one.
    pub failures_per_address: u32,
    /// Seconds over which failures are counted, from the first of them.
    pub window_s: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { failures_per_account: 10, failures_per_address: 30, window_s: 15 * 60 }
    }
}

/// What the operations work with.
#[derive(Clone)]
struct Identity {
    db: PgPool,
    outbox: Outbox,
    hashing: Hashing,
    throttle: Throttle,
}

/// The slice, ready to be run.
pub fn service(db: PgPool, redis: redis::aio::ConnectionManager, config: Config) -> web::Service {
    let outbox = outbox(&db);
    let identity =
        Identity { db, outbox: outbox.clone(), hashing: Hashing::new(), throttle: Throttle::new(redis, config) };
    web::Service { slice: "identity", router: api::router(identity), outbox: Some(outbox), ..web::Service::default() }
}

fn outbox(db: &PgPool) -> Outbox {
    Outbox::new("identity", db.clone())
}
