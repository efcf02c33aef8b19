//! What was done with privilege or money: a chain of entries that nobody can change.
//!
//! Owns schema `audit` and answers under `/api/admin/audit` and `/api/audit`. Emits nothing. Listens to `audit.recorded`,
//! which every slice tells in the transaction that does the act.
//!
//! The database refuses to change an entry: by a trigger to everybody, by grants to this slice, each of whose connections is
//! [`restrict`]ed. Whoever gets round that breaks the chain, and [`verify`] says where.

mod chain;

mod api;
mod subscriptions;

mod append;
mod list;
pub mod seed;
mod verify;

mod error;
mod store;

pub use api::api;
pub use append::record;
pub use store::restrict;
pub use verify::verify;

use sqlx::PgPool;

/// The history of schema `audit`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/audit");

/// What every operation works with.
#[derive(Clone)]
struct Audit {
    db: PgPool,
}

/// The slice, ready to be run; each connection of the pool is to be [`restrict`]ed.
pub fn service(db: PgPool) -> web::Service {
    let audit = Audit { db };
    web::Service {
        slice: "audit",
        router: api::router(audit.clone()),
        subscriptions: vec![subscriptions::all(audit)],
        ..web::Service::default()
    }
}
