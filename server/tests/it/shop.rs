//! The whole shop in this process, on a database of its own, and the words in which the stories speak of it.

use crate::{
    apart::EACH_ALONE,
    browser::Browser,
    market::{self, GOOD, Market, Offer, card, postal},
    process::Process,
};
use axum::Router;
use clap::ValueEnum;
use clients::Clients;
use contracts::{
    Caller, Problem,
    cart::{Add, Cart},
    identity::Register,
    ids::{GroupId, OrderId, PaymentId},
    orders::{Group, PlaceOrder, Placed},
    payments::Payment,
};
use levomart::{
    config::Config,
    database,
    host::Host,
    roles::{self, Role},
    storefront,
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use testing::Database;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use web::{Sweeper, Upstream};

/// How long something may take that has to happen by itself. Far more than it needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(45);

/// Looks again and again until there is something to see.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A configuration for a database of a test's own.
pub fn config(database: &Database, mail: &Path) -> Config {
    let mut config = Config::defaults().unwrap();
    config.http.public_url = "http://shop.test".to_owned();
    // A browser of a story may send more forms than people do.
    config.storefront.forms_per_minute = 0;
    config.database.url.clone_from(&database.url);
    config.database.connections = 8;
    config.redis.url = testing::redis_url();
    config.events = market::settings(&testing::events_url());
    config.secrets.key = "0123456789abcdef".repeat(4);
    config.mail.dir = mail.to_path_buf();
    config.media.url = format!("file:{}", media(mail).display());
    config
}

/// Where a test that has its mails in this folder has its pictures.
fn media(mail: &Path) -> PathBuf {
    mail.with_extension("media")
}

/// A database with the history of every slice.
pub async fn database() -> Database {
    Database::new(&database::migrators().map(|(_, migrator)| migrator)).await
}

/// What a build of the site leaves beside the program: the hashes in the names of its files, without which no page is
/// made.
pub fn write_hashes(folder: &Path) {
    let file = folder.join("hash.txt");
    if !file.exists() {
        std::fs::write(file, "js: test\nwasm: test\ncss: test\n").unwrap();
    }
}

/// Who listens to which topic.
pub async fn listeners(database: &Database) -> Vec<(&'static str, &'static str)> {
    let mail = mail_dir();
    let shop = roles::open(&config(database, &mail), &[]).unwrap();
    std::fs::remove_dir_all(mail).unwrap();
    listening(&shop.services)
}

fn listening(services: &[web::Service]) -> Vec<(&'static str, &'static str)> {
    let subscriptions = services.iter().flat_map(|service| &service.subscriptions);
    subscriptions.map(|subscription| (subscription.consumer, subscription.topic)).collect()
}

/// A folder for the mails of one test.
pub fn mail_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mail-{}", Uuid::new_v4()))
}

/// The shop, open.
pub struct Shop {
    pub market: Market,
    pub clients: Clients,
    /// Every route of every slice and of the bus, as the storefront's clients reach them.
    pub slices: Router,
    /// The whole web tier.
    pub router: Router,
    pub config: Config,
    /// Who listens to which topic.
    listeners: Vec<(&'static str, &'static str)>,
    sweepers: Vec<Sweeper>,
    host: Host,
    /// Ends what would never end.
    pub stop: CancellationToken,
    /// What is in processes of its own.
    pub apart: Vec<Process>,
    _database: Database,
}

impl Shop {
    /// Opens every slice and does in the background what the process does; with `SHAPE=services` each in a process of its
    /// own.
    pub async fn open() -> Self {
        let apart: &[&[Role]] = if testing::shape() == "services" { EACH_ALONE } else { &[] };
        Self::open_apart(apart).await
    }

    /// The same with these groups of slices in processes of their own, and the rest with the storefront.
    pub async fn open_apart(groups: &[&[Role]]) -> Self {
        Self::open_as(groups, |_| ()).await
    }

    /// The same with other settings.
    pub async fn open_as(groups: &[&[Role]], set: impl FnOnce(&mut Config)) -> Self {
        write_hashes(std::env::current_exe().unwrap().parent().unwrap());
        let database = database().await;
        let mut config = config(&database, &mail_dir());
        set(&mut config);
        let mut apart: Vec<Process> = groups.iter().map(|roles| Process::new(roles)).collect();
        for process in &apart {
            process.advertise(&mut config);
        }
        // Where it would be asked, too, if somebody were to.
        config.http.internal = Some(Process::new(&[]).address);
        let rest: Vec<Role> =
            Role::value_variants().iter().copied().filter(|role| !groups.concat().contains(role)).collect();
        let shop = roles::open(&config, &rest).unwrap();
        let market = Market::open(&database.pool, &config.events).await;
        let host = Host::default();
        let (mut listeners, mut sweepers, mut slices) = (Vec::new(), Vec::new(), Router::new());
        let mut know = |services: &[web::Service]| {
            listeners.extend(listening(services));
            sweepers.extend(services.iter().flat_map(|service| service.sweepers.clone()));
            slices = services.iter().fold(slices.clone(), |all, service| all.merge(service.router.clone()));
        };
        know(&shop.services);
        for service in &shop.services {
            host.run(service, &shop.bus);
        }
        for process in &mut apart {
            know(&process.start(&config).await);
        }
        let parts = shop.storefront.unwrap();
        sweepers.extend(parts.sweepers.iter().cloned());
        let (clients, stop) = (parts.shopfront.clients.clone(), parts.stop.clone());
        if let Upstream::Local(bus) = &clients.bus.0 {
            slices = slices.merge(bus.clone());
        }
        let router = storefront::router(&config, parts, shop.health.routes());
        Self { market, clients, slices, router, config, listeners, sweepers, host, stop, apart, _database: database }
    }

    /// The process in which a role is apart.
    pub fn process(&mut self, role: Role) -> &mut Process {
        self.apart.iter_mut().find(|process| process.roles.contains(&role)).unwrap()
    }

    /// A visitor with a browser.
    pub fn browser(&self) -> Browser {
        Browser::here(self.router.clone(), &self.config.http.public_url)
    }

    pub fn guest(&self) -> Caller {
        Caller::Guest { id: Uuid::new_v4() }
    }

    pub async fn user(&self) -> Caller {
        let email = format!("meera-{}@example.in", Uuid::new_v4());
        let register = Register { name: "Meera Krishnan".to_owned(), email, password: "brass lamp at dusk".to_owned() };
        let user = self.clients.identity.register(&register).await.unwrap();
        Caller::User { id: user.id, role: user.role }
    }

    pub async fn add(&self, buyer: &Caller, offer: &Offer, quantity: u32) {
        self.clients.cart.add(buyer, &Add { offer: offer.id, quantity }).await.unwrap();
    }

    pub async fn cart(&self, buyer: &Caller) -> Cart {
        self.clients.cart.view(buyer).await.unwrap()
    }

    /// Orders what is in the cart, for the total that the checkout shows.
    pub async fn place(&self, buyer: &Caller) -> Placed {
        let checkout = self.clients.orders.checkout(buyer, &BTreeMap::new()).await.unwrap();
        self.try_to_place(buyer, &Uuid::new_v4().to_string(), checkout.total.minor).await.unwrap()
    }

    pub async fn try_to_place(&self, buyer: &Caller, key: &str, expected_total: i64) -> Result<Placed, Problem> {
        let email = "meera@example.in".to_owned();
        let request = PlaceOrder { email, postal: postal(), delivery: BTreeMap::new(), expected_total };
        self.clients.orders.place(buyer, key, &request).await
    }

    /// The payment of an order, once it is open.
    pub async fn payment(&self, buyer: &Caller, group: GroupId) -> Payment {
        eventually("the payment is open", async || self.clients.payments.payment(buyer, PaymentId(group.0)).await.ok())
            .await
    }

    pub async fn pay(&self, buyer: &Caller, group: GroupId, number: &str) -> Payment {
        let payment = self.payment(buyer, group).await;
        self.clients.payments.pay(buyer, payment.id, &card(number)).await.unwrap()
    }

    /// Puts a quantity of one offer into the cart, orders and pays it.
    pub async fn buy(&self, buyer: &Caller, offer: &Offer, quantity: u32) -> Group {
        self.add(buyer, offer, quantity).await;
        let placed = self.place(buyer).await;
        self.pay(buyer, placed.group, GOOD).await;
        self.settle().await;
        self.group(placed.group).await
    }

    pub async fn cancel(&self, buyer: &Caller, group: GroupId, orders: &[OrderId]) -> Group {
        self.clients.orders.cancel(buyer, group, orders).await.unwrap()
    }

    pub async fn group(&self, group: GroupId) -> Group {
        self.clients.orders.group(&Caller::System, group).await.unwrap()
    }

    /// The payment as Levomart itself sees it.
    pub async fn money(&self, group: GroupId) -> Payment {
        self.clients.payments.payment(&Caller::System, PaymentId(group.0)).await.unwrap()
    }

    /// Does by hand what the process does by the clock.
    pub async fn sweep(&self, name: &str) {
        let sweeper = self.sweepers.iter().find(|sweeper| sweeper.name == name);
        sweeper.unwrap_or_else(|| panic!("no sweeper is called `{name}`")).run().await.unwrap();
    }

    /// The hold of an order has been over for a minute.
    pub async fn let_hold_end(&self, group: GroupId) {
        self.market
            .execute(&format!(
                "update orders.groups set hold_expires_at = now() - interval '1 minute' where id = '{group}';
                 update payments.payments set hold_expires_at = now() - interval '1 minute' where id = '{group}';"
            ))
            .await;
    }

    /// Waits until nothing is left to do.
    pub async fn settle(&self) {
        eventually("the shop comes to rest", async || {
            (self.market.under_way(&self.listeners).await == 0).then_some(())
        })
        .await;
    }

    /// Waits until nothing is left to do, then fails unless every invariant holds.
    pub async fn settle_and_audit(&self) {
        self.settle().await;
        self.market.audit().await;
    }

    /// Stops all background work: from now on the shop stands still.
    pub async fn close(&self) {
        self.host.clone().end().await;
        for process in &self.apart {
            process.host.clone().end().await;
        }
    }

    /// Kinds of the mails about an order, in the order in which they were written.
    pub async fn mails(&self, group: GroupId) -> Vec<String> {
        sqlx::query_scalar("select kind from notifications.mails where text like '%' || $1 || '%' order by id")
            .bind(group.to_string())
            .fetch_all(&self.market.db)
            .await
            .unwrap()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.host.stop.cancel();
        for process in &self.apart {
            process.host.stop.cancel();
        }
        let _ = std::fs::remove_dir_all(&self.config.mail.dir);
        let _ = std::fs::remove_dir_all(media(&self.config.mail.dir));
    }
}
