//! What was paid: payments, gateways, refunds, the ledger.
//!
//! Owns schema `payments` and answers under `/api/payments` and `/webhooks/simulated`, to owners of shops under
//! `/api/seller/ledger`, `balance` and `statement`, to admins under `/api/admin/commissions`. Emits `payment.succeeded`,
//! `payment.failed` and `payment.refunded`. Listens to `order.created` (opens a payment), `order.cancelled` (gives it up,
//! or pays back), `order.lines_cancelled` and `order.returned` (pay back in part).
//!
//! There is one way for money to count: `settle` asks the gateway for the truth and draws the conclusions once,
//! whoever calls it, in whatever order, however often.

mod card;
mod ledger;
mod payment;

mod api;
mod subscriptions;

mod admit;
mod ahead;
mod commission;
mod confirm;
mod find;
mod hear;
mod pay;
mod refund;
pub mod seed;
mod settle;
mod statement;

mod error;
mod gateway;
mod store;

pub use api::api;

use contracts::Currency;
use events::{Inbox, Outbox};
use gateway::{Gateway, Simulated};
use sqlx::PgPool;
use std::time::Duration;
use web::{Access, Sweeper};

/// The history of schema `payments`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/payments");

const INBOX: Inbox = Inbox::new("payments");

/// What payments must be told.
pub struct Config {
    /// What the market keeps of the price of goods, in basis points: 1000 is 10 %. Holds for payments opened from now
    /// on, for shops for which no rule was set.
    pub commission_bp: i64,
    /// The currency in which the market sells.
    pub currency: Currency,
    /// Checks the signed links of buyers without an account.
    pub access: Access,
    /// Secret with which the simulated gateway signs its callbacks, at least 32 bytes.
    pub callback_key: Vec<u8>,
    /// How long the simulated gateway takes over a card that answers late.
    pub late_after: Duration,
}

/// What every operation works with.
#[derive(Clone)]
struct Payments {
    db: PgPool,
    outbox: Outbox,
    gateway: Gateway,
    access: Access,
    commission_bp: i64,
    currency: Currency,
}

/// The slice, ready to be run.
pub fn service(db: PgPool, config: Config) -> web::Service {
    let simulated = Simulated::new(db.clone(), config.callback_key, config.late_after);
    let payments = Payments {
        outbox: Outbox::new("payments", db.clone()),
        gateway: Gateway::Simulated(simulated.clone()),
        access: config.access,
        commission_bp: config.commission_bp,
        currency: config.currency,
        db,
    };
    let router = api::router(payments.clone(), simulated.clone());
    web::Service {
        slice: "payments",
        outbox: Some(payments.outbox.clone()),
        subscriptions: vec![subscriptions::orders(payments.clone())],
        sweepers: sweepers(payments, simulated, router.clone()),
        router,
        ..web::Service::default()
    }
}

fn sweepers(payments: Payments, simulated: Simulated, router: axum::Router) -> Vec<Sweeper> {
    let refunding = payments.clone();
    vec![
        Sweeper::new("payments.settle", Duration::from_secs(10), move || {
            let payments = payments.clone();
            async move { settle::settle_due(&payments).await }
        }),
        Sweeper::new("payments.refund", Duration::from_secs(2), move || {
            let payments = refunding.clone();
            async move { refund::refund_due(&payments).await }
        }),
        Sweeper::new("payments.simulator", Duration::from_secs(1), move || {
            let (simulated, router) = (simulated.clone(), router.clone());
            async move { simulated.tick(&router).await }
        }),
    ]
}
