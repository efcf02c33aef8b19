//! Who is who: accounts, passwords, addresses, sellers.
//!
//! Owns the schema `identity` and the routes `/api/auth`, `/api/users`, `/api/seller/shop`, `/api/seller/members`,
//! `/api/admin/users` and `/api/admin/sellers`; keeps counters of failed log-ins in Redis. Emits `user.created`,
//! `user.role_changed`, `seller.applied`, `seller.answered`, `seller.approved` and `seller.suspended`. Listens to nobody.

mod account;
mod add_address;
mod api;
mod apply;
mod change_address;
mod change_password;
mod change_profile;
mod change_shop;
mod change_trader;
mod change_user;
mod create_account;
mod cursor;
mod decide;
mod error;
mod hashing;
mod log_in;
mod log_out_everywhere;
mod make_seller;
mod members;
mod open_shop;
mod papers;
mod password;
mod postal;
mod reason;
mod register;
mod remove_address;
pub mod seed;
mod set_role;
mod shop_text;
mod slug;
mod store;
mod throttle;
mod tokens;
mod view_as;

pub use api::api;
pub use create_account::create_account;
pub use error::Error;
pub use open_shop::{Shop, open_shop, seller_id};
pub use set_role::set_role;

use contracts::{
    Caller,
    events::SellerApproved,
    identity::Seller,
    ids::{SellerId, UserId},
};
use events::Outbox;
use hashing::Hashing;
use serde::Deserialize;
use sqlx::PgPool;
use std::time::Duration;
use throttle::Throttle;
use web::{Sweeper, TokenKey};

/// The `identity` schema's history.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/identity");

/// How hard guessing passwords is made, and how shops come in.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Failed log-ins into one account before it has to wait.
    pub failures_per_account: u32,
    /// Failed log-ins from one network address before it has to wait; higher, because offices and schools share one.
    pub failures_per_address: u32,
    /// Seconds over which failures are counted, from the first of them.
    pub window_s: u32,
    /// Whether whoever applies for a shop has it at once.
    pub approve_automatically: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { failures_per_account: 10, failures_per_address: 30, window_s: 15 * 60, approve_automatically: false }
    }
}

/// Expired tokens are only in the way.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

/// What the operations work with.
#[derive(Clone)]
struct Identity {
    db: PgPool,
    outbox: Outbox,
    hashing: Hashing,
    throttle: Throttle,
    tokens: TokenKey,
    approve_automatically: bool,
}

/// The slice, ready to be run.
pub fn service(db: PgPool, redis: redis::aio::ConnectionManager, tokens: TokenKey, config: Config) -> web::Service {
    let outbox = outbox(&db);
    let identity = Identity {
        db,
        outbox: outbox.clone(),
        hashing: Hashing::new(),
        approve_automatically: config.approve_automatically,
        throttle: Throttle::new(redis, config),
        tokens,
    };
    let swept = identity.clone();
    let sweeper = Sweeper::new("old tokens", SWEEP_EVERY, move || {
        let identity = swept.clone();
        async move { tokens::sweep(&identity).await }
    });
    web::Service {
        slice: "identity",
        router: api::router(identity),
        outbox: Some(outbox),
        sweepers: vec![sweeper],
        ..web::Service::default()
    }
}

fn outbox(db: &PgPool) -> Outbox {
    Outbox::new("identity", db.clone())
}

/// Who asks, if that is an admin; for everybody else there is nothing to be found.
fn admin(caller: &Caller) -> Result<UserId, Error> {
    caller.user().filter(|_| caller.is_admin()).ok_or(Error::NotFound("page"))
}

/// The shop of whoever asks, if that is an owner of it.
fn owner(caller: &Caller) -> Result<SellerId, Error> {
    match caller {
        Caller::Member { seller, owner: true, .. } => Ok(*seller),
        Caller::Member { .. } => Err(Error::OwnersOnly),
        _ => Err(Error::NotFound("shop")),
    }
}

/// How the market hears of a shop that sells.
fn approved(seller: &Seller) -> SellerApproved {
    let Seller { id, slug, name, place, tint, about, returns, since, ships_in_days, .. } = seller.clone();
    SellerApproved { seller: id, slug, name, place, tint, about, returns, since, ships_in_days }
}
