//! What people are told: by mail, and in the room of a shop.
//!
//! Owns the schema `notifications` (`/api/notifications`, `/api/seller/notifications`) and tells nobody but audit anything.
//! Listens to identity, orders and catalog: the effect of an event are rows in `notifications.notices` and
//! `notifications.mails`, and a sweeper sends the mails. Asks identity and orders for addresses, and catalog for the names of
//! offers.

mod api;
mod mail_choices;
mod notices;

mod subscriptions;
mod told;

mod cancelled;
mod orders;
mod progress;
pub mod seed;
mod shops;
mod welcome;

mod carrier;
mod letter;
mod send;

mod error;
mod store;

pub use api::api;

use anyhow::Context;
use carrier::Carrier;
use events::Outbox;
use lettre::message::Mailbox;
use sqlx::PgPool;
use std::{path::PathBuf, time::Duration};
use web::{Service, Sweeper};

/// The `notifications` schema's history.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../../migrations/notifications");

/// How mail goes out.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the shop is found, for links: `https://shop.example`.
    pub public_url: String,
    /// Who writes: `Levomart <orders@shop.example>`.
    pub from: String,
    pub transport: Transport,
}

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Into files of this folder, one per mail, named by time and kind: for development.
    Dir(PathBuf),
    /// To a mail server: `smtp://host:port`, `smtps://user:password@host`, `smtp://host:587?tls=required`.
    Smtp { url: String },
}

/// What every operation works with.
#[derive(Clone)]
struct Notifications {
    db: PgPool,
    outbox: Outbox,
    identity: clients::Identity,
    orders: clients::Orders,
    inventory: clients::Inventory,
    /// Without a slash at the end.
    public_url: String,
}

/// The slice, ready to be run. Fails if the configuration names no address or no mail server.
pub fn service(
    db: PgPool,
    identity: clients::Identity,
    orders: clients::Orders,
    inventory: clients::Inventory,
    config: Config,
) -> anyhow::Result<Service> {
    let from: Mailbox = config.from.parse().with_context(|| format!("`{}` is no sender of mail", config.from))?;
    let carrier = Carrier::new(from, &config.transport)?;
    let public_url = config.public_url.trim_end_matches('/').to_owned();
    let (sending, forgetting, tidying) = (db.clone(), db.clone(), db.clone());
    let outbox = Outbox::new("notifications", db.clone());
    let notifications = Notifications { db, outbox: outbox.clone(), identity, orders, inventory, public_url };
    Ok(Service {
        slice: "notifications",
        outbox: Some(outbox),
        subscriptions: subscriptions::all(&notifications),
        sweepers: vec![
            Sweeper::new("mail", Duration::from_secs(1), move || send::send_due(sending.clone(), carrier.clone())),
            Sweeper::new("sent mail", Duration::from_secs(3600), move || send::forget_sent(forgetting.clone())),
            Sweeper::new("old notices", Duration::from_secs(3600), move || notices::forget(tidying.clone())),
        ],
        router: api::router(notifications),
        ..Service::default()
    })
}
