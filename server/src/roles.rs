//! Which slices live in this process, and how they find each other. The only code that knows.

use crate::{
    bus,
    config::Config,
    database::{self, pool, redis},
    door, footfall,
    health::{Health, Need},
    host::Ready,
    openapi,
    storefront::Parts,
};
use anyhow::{Context, bail};
use app::visit::Shopfront;
use axum::{Router, extract::Request, routing::any};
use clap::ValueEnum;
use clients::{
    Analytics, Audit, Cart, Catalog, Clients, Counter, Identity, Inventory, Notifications, Orders, Payments, Rates,
    Shipping,
};
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
use web::{Access, Passes, Remote, Service, TokenKey, Upstream};

/// The simulator answers a late payment after this time.
const LATE_ANSWER: Duration = Duration::from_secs(8);

/// The slices that tell something.
const TELLING: [Role; 6] =
    [Role::Identity, Role::Catalog, Role::Orders, Role::Payments, Role::Notifications, Role::Shipping];

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
    /// Mail, and notices for the rooms of shops.
    Notifications,
    Shipping,
    /// The log of what was done with privilege or money.
    Audit,
    /// What was sold, day by day.
    Analytics,
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
            Self::Shipping => "shipping",
            Self::Audit => "audit",
            Self::Analytics => "analytics",
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
    /// The slices' databases, and that of the bus.
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
    let key = TokenKey::new(&secret, &config.http.public_url);
    if here.has(Role::Identity) {
        let (db, redis) = (here.pool("identity")?, here.redis("identity"));
        let identity = identity::service(db, redis, key.clone(), identity_config(config));
        here.open(Role::Identity, identity);
    }
    if here.has(Role::Catalog) {
        let catalog = catalog::Catalog::new(here.pool("catalog")?).with_media(catalog::Media::open(&config.media.url)?);
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
            currency: config.currency(),
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
        let inventory = here.inventory(Role::Notifications)?;
        let mail = notifications::Config {
            public_url: config.http.public_url.clone(),
            from: config.mail.from.clone(),
            transport: transport(config)?,
        };
        let notifications = notifications::service(here.pool("notifications")?, identity, orders, inventory, mail)?;
        here.open(Role::Notifications, notifications);
    }
    if here.has(Role::Shipping) {
        let pace = config.shipping.simulated_pace_seconds;
        let pace = (pace > 0).then(|| Duration::from_secs(pace.into()));
        let shipping = shipping::service(here.pool("shipping")?, shipping::Config { secret: secret.clone(), pace });
        here.open(Role::Shipping, shipping);
    }
    if here.has(Role::Audit) {
        let audit = audit::service(here.pool("audit")?);
        here.open(Role::Audit, audit);
    }
    if here.has(Role::Analytics) {
        let inventory = here.inventory(Role::Analytics)?;
        let analytics = analytics::service(here.pool("analytics")?, inventory, config.currency());
        here.open(Role::Analytics, analytics);
    }
    let events = here.bus()?;
    let storefront = if here.has(Role::Storefront) { Some(storefront(&mut here, &events, key)?) } else { None };
    Ok(here.shop(storefront, events))
}

fn identity_config(config: &Config) -> identity::Config {
    let approve_automatically = config.identity.approve_automatically;
    identity::Config { approve_automatically, ..identity::Config::default() }
}

/// A pass with which Levomart itself asks a slice.
pub fn pass(config: &Config, slice: Role) -> anyhow::Result<String> {
    if config.secrets.key.is_empty() {
        bail!("secrets.key: has to be set; a pass under a key that was just made up opens nothing");
    }
    Ok(Passes::new(&config.secret()).issue(&Caller::System, slice.word(), OffsetDateTime::now_utc()))
}

fn storefront(here: &mut Here, events: &Bus, key: TokenKey) -> anyhow::Result<Parts> {
    let mut find = |role| here.find(role, Role::Storefront);
    let audit = Audit(find(Role::Audit)?);
    let telling = TELLING.map(|role| find(role).map(|slice| (role.word(), slice)));
    let telling = telling.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let clients = Clients {
        identity: Identity(find(Role::Identity)?),
        catalog: Catalog(find(Role::Catalog)?),
        cart: Cart(find(Role::Cart)?),
        orders: Orders(find(Role::Orders)?),
        payments: Payments(find(Role::Payments)?),
        shipping: Shipping(find(Role::Shipping)?),
        bus: bus::client(events.clone(), telling, audit.clone()),
        audit,
        notifications: Notifications(find(Role::Notifications)?),
        analytics: Analytics(find(Role::Analytics)?),
    };
    // Of the slices' routes, strangers may call these only.
    let hear = |slice: &Upstream| {
        let slice = slice.clone();
        any(move |request: Request| async move { slice.forward(request).await })
    };
    let callbacks = Router::new()
        .route("/webhooks/simulated", hear(&clients.payments.0))
        .route("/webhooks/carriers/{carrier}", hear(&clients.shipping.0));
    let api = openapi::SLICES.iter().map(|(role, api)| Ok((api(), find(*role)?)));
    let mut slices = api.collect::<anyhow::Result<Vec<_>>>()?;
    slices.push((bus::api(), clients.bus.0.clone()));
    let identity = clients.identity.clone();
    let shopfront = Shopfront {
        clients,
        counter: Counter::default(),
        rates: Rates::default(),
        public_url: here.config.http.public_url.clone(),
        development: here.config.mode == crate::config::Mode::Development,
    };
    Ok(Parts {
        sweepers: vec![footfall::telling(&shopfront)],
        shopfront: Arc::new(shopfront),
        redis: here.redis("storefront"),
        media: catalog::Media::open(&here.config.media.url)?,
        callbacks,
        api: door::Open { slices, key, identity, redis: here.redis.clone() },
        stop: here.ready.stop.clone(),
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
        return_days: config.orders.return_days,
        cancel_after_days: config.orders.cancel_after_days,
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
    ready: Ready,
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
            ready: Ready::default(),
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

    /// What carries the events; its connections are counted like those of a slice.
    fn bus(&mut self) -> anyhow::Result<Bus> {
        let pool = database::unhurried(self.config, "events", BUS_CONNECTIONS)?;
        self.pools.push(("events", pool.clone()));
        Bus::open(&self.config.events, pool)
    }

    fn redis(&mut self, role: &'static str) -> ConnectionManager {
        self.needs.push(Need::Redis(role, self.redis.clone()));
        self.redis.clone()
    }

    fn open(&mut self, role: Role, mut service: Service) {
        if let Some(outbox) = service.outbox.clone() {
            service.router = service.router.merge(bus::outbox_route(outbox));
        }
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
        let outboxes = self.services.iter().filter_map(|service| service.outbox.clone()).collect();
        let subscriptions = self.services.iter().flat_map(|service| &service.subscriptions);
        let topics = subscriptions.map(|subscription| (subscription.topic, subscription.consumer)).collect();
        let ready = self.ready;
        Shop {
            services: self.services,
            health: Health::new(ready.clone(), self.needs, asked, outboxes, bus.clone(), topics),
            bus,
            storefront,
            ready,
            passes: self.passes,
            pools: self.pools,
        }
    }
}
