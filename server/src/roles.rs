//! Which slices live in this process, and how they find each other. The only code that knows.

use crate::{
    config::Config,
    database::{self, pool, redis},
    health::{Health, Need},
    host::Ready,
    storefront::Parts,
};
use anyhow::{Context, bail};
use app::visit::Shopfront;
use axum::{Router, extract::Request, routing::any};
use clap::ValueEnum;
use clients::{Cart, Catalog, Clients, Identity, Inventory, Orders, Payments};
use contracts::Caller;
use events::Bus;
use redis::aio::ConnectionManager;
use sqlx::PgPool;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use time::OffsetDateTime;
use web::{Access, Passes, Remote, Service, Upstream};

/// The simulator answers a late payment after this time.
const LATE_ANSWER: Duration = Duration::from_secs(8);

/// Connections for the bus: relays and consumers take turns.
const BUS_CONNECTIONS: u32 = 12;

/// A part of the shop that can have a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Role {
    /// Pages and what browsers send; has no database.
    Storefront,
    Identity,
    Catalog,
    Cart,
    Orders,
    Payments,
    /// Mail; nobody asks it.
    Notifications,
}

impl Role {
    /// The role's word in configuration, logs and measurements.
    pub fn word(self) -> &'static str {
        match self {
            Self::Storefront => "storefront",
            Self::Identity => "identity",
            Self::Catalog => "catalog",
            Self::Cart => "cart",
            Self::Orders => "orders",
            Self::Payments => "payments",
            Self::Notifications => "notifications",
        }
    }
}

/// What is in this process, joined up with what is not.
pub struct Shop {
    pub services: Vec<Service>,
    pub bus: Bus,
    /// What the web tier takes, if it is here.
    pub storefront: Option<Parts>,
    pub ready: Ready,
    pub health: Health,
    pub passes: Passes,
    /// The slices' databases.
    pub pools: Vec<(&'static str, PgPool)>,
}

/// Opens the slices of these roles in this process, all of them when none is named. Nothing is connected yet.
///
/// # Errors
/// One line that names the setting without which these roles cannot work.
pub fn open(config: &Config, roles: &[Role]) -> anyhow::Result<Shop> {
    let mut here = Here::new(config, roles)?;
    let secret = config.secret();
    let access = Access::new(&secret);
    if here.has(Role::Identity) {
        let identity = identity::service(here.pool("identity")?, here.redis("identity"), identity::Config::default());
        here.open(Role::Identity, identity);
    }
    if here.has(Role::Catalog) {
        let catalog = catalog::Catalog::new(here.pool("catalog")?);
        here.inventory = Some(Inventory::local(catalog::grpc(&catalog)));
        here.open(Role::Catalog, catalog::service(catalog));
    }
    if here.has(Role::Cart) {
        let inventory = here.inventory(Role::Cart)?;
        let cart = cart::service(here.redis("cart"), inventory);
        here.open(Role::Cart, cart);
    }
    if here.has(Role::Orders) {
        let (inventory, cart) = (here.inventory(Role::Orders)?, Cart(here.find(Role::Cart, Role::Orders)?));
        let orders = orders::service(here.pool("orders")?, inventory, cart, orders_config(config, access.clone()));
        here.open(Role::Orders, orders);
    }
    if here.has(Role::Payments) {
        let payments = payments::Config {
            commission_bp: config.payments.commission_bp,
            access,
            callback_key: secret.clone(),
            late_after: LATE_ANSWER,
        };
        let payments = payments::service(here.pool("payments")?, payments);
        here.open(Role::Payments, payments);
    }
    if here.has(Role::Notifications) {
        let identity = Identity(here.find(Role::Identity, Role::Notifications)?);
        let orders = Orders(here.find(Role::Orders, Role::Notifications)?);
        let mail = notifications::Config {
            public_url: config.http.public_url.clone(),
            from: config.mail.from.clone(),
            transport: transport(config)?,
        };
        let notifications = notifications::service(here.pool("notifications")?, identity, orders, mail)?;
        here.open(Role::Notifications, notifications);
    }
    let storefront = if here.has(Role::Storefront) { Some(storefront(&mut here)?) } else { None };
    Ok(here.shop(storefront, database::bus(config, BUS_CONNECTIONS)?))
}

/// A pass with which Levomart itself asks a slice.
pub fn pass(config: &Config, slice: Role) -> anyhow::Result<String> {
    if config.secrets.key.is_empty() {
        bail!("secrets.key: has to be set; a pass under a key that was just made up opens nothing");
    }
    Ok(Passes::new(&config.secret()).issue(&Caller::System, slice.word(), OffsetDateTime::now_utc()))
}

fn storefront(here: &mut Here) -> anyhow::Result<Parts> {
    let mut find = |role| here.find(role, Role::Storefront);
    let clients = Clients {
        identity: Identity(find(Role::Identity)?),
        catalog: Catalog(find(Role::Catalog)?),
        cart: Cart(find(Role::Cart)?),
        orders: Orders(find(Role::Orders)?),
        payments: Payments(find(Role::Payments)?),
    };
    // Of the slices' routes, strangers may call these only.
    let gateway = clients.payments.0.clone();
    let hear = any(move |request: Request| async move { gateway.forward(request).await });
    let shopfront = Shopfront {
        clients,
        public_url: here.config.http.public_url.clone(),
        development: here.config.mode == crate::config::Mode::Development,
    };
    Ok(Parts {
        shopfront: Arc::new(shopfront),
        redis: here.redis("storefront"),
        callbacks: Router::new().route("/webhooks/simulated", hear),
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

/// This process, while it is joined up.
struct Here<'a> {
    config: &'a Config,
    roles: BTreeSet<Role>,
    redis: ConnectionManager,
    passes: Passes,
    services: Vec<Service>,
    /// Slices that are here, and those elsewhere that somebody here asks.
    known: BTreeMap<Role, Upstream>,
    inventory: Option<Inventory>,
    needs: Vec<Need>,
    pools: Vec<(&'static str, PgPool)>,
}

impl<'a> Here<'a> {
    fn new(config: &'a Config, roles: &[Role]) -> anyhow::Result<Self> {
        let all = Role::value_variants();
        let roles: BTreeSet<Role> = if roles.is_empty() { all } else { roles }.iter().copied().collect();
        let apart = roles.len() < all.len();
        if apart && config.secrets.key.is_empty() {
            bail!("secrets.key: has to be set, to the same in every process, because this one has not all roles");
        }
        if let Some(role) = roles.iter().find(|role| **role != Role::Storefront)
            && apart
            && config.http.internal.is_none()
        {
            bail!("http.internal: has to be set, because {} is asked from other processes", role.word());
        }
        Ok(Self {
            config,
            roles,
            redis: redis(config)?,
            passes: Passes::new(&config.secret()),
            services: Vec::new(),
            known: BTreeMap::new(),
            inventory: None,
            needs: Vec::new(),
            pools: Vec::new(),
        })
    }

    fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The database of a slice that is here.
    fn pool(&mut self, slice: &'static str) -> anyhow::Result<PgPool> {
        let pool = pool(self.config, slice)?;
        self.needs.push(Need::Database(slice, pool.clone()));
        self.pools.push((slice, pool.clone()));
        Ok(pool)
    }

    fn redis(&mut self, role: &'static str) -> ConnectionManager {
        self.needs.push(Need::Redis(role, self.redis.clone()));
        self.redis.clone()
    }

    fn open(&mut self, role: Role, service: Service) {
        self.known.insert(role, Upstream::Local(service.router.clone()));
        self.services.push(service);
    }

    /// The slice that `asker` asks: in this process, or where the configuration says.
    fn find(&mut self, role: Role, asker: Role) -> anyhow::Result<Upstream> {
        if let Some(upstream) = self.known.get(&role) {
            return Ok(upstream.clone());
        }
        let (slice, asker) = (role.word(), asker.word());
        let base = self.config.upstreams.get(slice).with_context(|| {
            format!("upstreams.{slice}: has to be set, because {asker} asks {slice}, which is not in this process")
        })?;
        let upstream = Upstream::Remote(Remote::new(slice, base, &self.passes).into());
        self.known.insert(role, upstream.clone());
        Ok(upstream)
    }

    fn inventory(&mut self, asker: Role) -> anyhow::Result<Inventory> {
        if let Some(inventory) = &self.inventory {
            return Ok(inventory.clone());
        }
        let Upstream::Remote(remote) = self.find(Role::Catalog, asker)? else {
            bail!("catalog is in this process, and its inventory is not");
        };
        let inventory = Inventory::remote(&remote).context("upstreams.catalog")?;
        self.inventory = Some(inventory.clone());
        Ok(inventory)
    }

    fn shop(self, storefront: Option<Parts>, bus: Bus) -> Shop {
        let asked = self.known.into_iter().map(|(role, upstream)| (role.word(), upstream)).collect();
        let ready = Ready::default();
        Shop {
            services: self.services,
            bus,
            storefront,
            health: Health::new(ready.clone(), self.needs, asked),
            ready,
            passes: self.passes,
            pools: self.pools,
        }
    }
}
