//! Which slices live in this process, and how they find each other. The only code that knows.

use crate::{
    config::Config,
    database::{pool, redis, unhurried},
    host::Ready,
    storefront::Parts,
};
use anyhow::Context;
use app::visit::Shopfront;
use axum::{Router, extract::Request, routing::any};
use clients::{Cart, Catalog, Clients, Identity, Inventory, Orders, Payments};
use events::Bus;
use std::{sync::Arc, time::Duration};
use tower::ServiceExt;
use web::{Access, Service, Upstream};

/// The simulator answers a late payment after this time.
const LATE_ANSWER: Duration = Duration::from_secs(8);

/// Connections for the bus: relays and consumers take turns.
const BUS_CONNECTIONS: u32 = 12;

/// All slices, joined up.
pub struct Shop {
    pub services: Vec<Service>,
    pub bus: Bus,
    shopfront: Arc<Shopfront>,
    redis: ::redis::aio::ConnectionManager,
    callbacks: Router,
    database: sqlx::PgPool,
}

/// Opens every slice in this process.
pub async fn open(config: &Config) -> anyhow::Result<Shop> {
    let redis = redis(config).await?;
    let bus = Bus::postgres(unhurried(config, "events", BUS_CONNECTIONS)?);
    let secret = config.secret();
    let access = Access::new(&secret);

    let identity = identity::service(pool(config, "identity")?, redis.clone(), identity::Config::default());
    let database = pool(config, "catalog")?;
    let catalog = catalog::Catalog::new(database.clone());
    let inventory = Inventory::local(catalog::grpc(&catalog));
    let catalog = catalog::service(catalog);
    let cart = cart::service(redis.clone(), inventory.clone());
    let clients = Clients {
        identity: Identity(Upstream::Local(identity.router.clone())),
        catalog: Catalog(Upstream::Local(catalog.router.clone())),
        cart: Cart(Upstream::Local(cart.router.clone())),
        orders: Orders(Upstream::Local(Router::new())),
        payments: Payments(Upstream::Local(Router::new())),
    };
    let orders = orders::service(
        pool(config, "orders")?,
        inventory,
        clients.cart.clone(),
        orders_config(config, access.clone()),
    );
    let payments = payments::service(
        pool(config, "payments")?,
        payments::Config {
            commission_bp: config.payments.commission_bp,
            access,
            callback_key: secret,
            late_after: LATE_ANSWER,
        },
    );
    let clients = Clients {
        orders: Orders(Upstream::Local(orders.router.clone())),
        payments: Payments(Upstream::Local(payments.router.clone())),
        ..clients
    };
    let notifications = notifications::service(
        pool(config, "notifications")?,
        clients.identity.clone(),
        clients.orders.clone(),
        notifications::Config {
            public_url: config.http.public_url.clone(),
            from: config.mail.from.clone(),
            transport: transport(config)?,
        },
    )?;
    // Of the slices' routes, strangers may call these only.
    let gateway = payments.router.clone();
    let callbacks = Router::new().route("/webhooks/simulated", any(|request: Request| gateway.oneshot(request)));
    let shopfront = Arc::new(Shopfront {
        clients,
        public_url: config.http.public_url.clone(),
        development: config.mode == crate::config::Mode::Development,
    });
    Ok(Shop {
        services: vec![identity, catalog, cart, orders, payments, notifications],
        bus,
        shopfront,
        redis,
        callbacks,
        database,
    })
}

fn orders_config(config: &Config, access: Access) -> orders::Config {
    orders::Config {
        hold: Duration::from_secs(60 * u64::from(config.orders.hold_minutes)),
        access,
        delivery: orders::Rates {
            standard_minor: config.orders.standard_minor,
            express_minor: config.orders.express_minor,
            free_from_minor: config.orders.free_from_minor,
        },
        currency: config.currency(),
    }
}

fn transport(config: &Config) -> anyhow::Result<notifications::Transport> {
    if !config.mail.smtp.is_empty() {
        return Ok(notifications::Transport::Smtp { url: config.mail.smtp.clone() });
    }
    std::fs::create_dir_all(&config.mail.dir)
        .with_context(|| format!("mail.dir: `{}` cannot be made", config.mail.dir.display()))?;
    Ok(notifications::Transport::Dir(config.mail.dir.clone()))
}

impl Shop {
    /// What the web tier takes from it.
    pub fn into_parts(self, ready: Ready) -> Parts {
        Parts {
            shopfront: self.shopfront,
            redis: self.redis,
            callbacks: self.callbacks,
            ready,
            database: self.database,
        }
    }
}
