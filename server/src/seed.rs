//! Commands that fill the shop or change it from outside.

pub mod day;
mod past;

use crate::{
    config::Config,
    database::{bus, migrate, unhurried},
};
use anyhow::{Context, bail, ensure};
use contracts::{Role, deal::Deal};
use events::Outbox;
use past::Past;
use std::{collections::HashMap, fs::File, path::Path, process::ExitCode, time::Instant};
use time::OffsetDateTime;

/// Password of the three demo log-ins.
pub const DEMO_PASSWORD: &str = "levomart-demo";

/// E-mail, name and role of the demo log-ins.
pub const DEMO_USERS: [(&str, &str, Role); 3] = [
    ("shopper@levomart.test", "Meera Krishnan", Role::User),
    ("seller@levomart.test", "Imtiaz Rafiq", Role::Seller),
    ("admin@levomart.test", "Asha Rao", Role::Admin),
];

/// Fills the demo shop. Doing it again changes nothing.
pub async fn demo(config: &Config) -> anyhow::Result<()> {
    migrate(config).await?;
    let identity = unhurried(config, "identity", 2)?;
    let mut users = Vec::new();
    for (email, name, role) in DEMO_USERS {
        users.push(identity::create_account(&identity, name, email, DEMO_PASSWORD, role).await?);
    }
    let mut sellers = HashMap::new();
    for seller in catalog::demo_sellers()? {
        let shop: identity::Shop = serde_json::from_value(serde_json::to_value(&seller)?)?;
        sellers.insert(shop.slug.clone(), identity::open_shop(&identity, &shop, users[1]).await?);
    }
    let catalog = catalog::Catalog::new(unhurried(config, "catalog", 4)?);
    let products = catalog::seed_demo(&catalog, &sellers).await?;
    drain(config).await?;
    println!("demo shop: {} sellers, {products} products", sellers.len());
    Ok(())
}

/// Purchases that are written at once: enough to make statements worth their round trip, few enough to hold in memory.
const BATCH: u32 = 1_000;

/// Purchases between two lines that tell how far it has come.
const TOLD: u32 = 50_000;

/// Makes a large catalogue, the same every time, with its shops, and orders of the last year, which can be made only once.
pub async fn bulk(config: &Config, products: u32, sellers: u32, orders: u32) -> anyhow::Result<()> {
    ensure!(products > 0 || orders == 0, "orders need products");
    ensure!(sellers > 0, "products need at least one seller");
    migrate(config).await?;
    let began = Instant::now();
    let past = Past::imagine(products, sellers, orders, OffsetDateTime::now_utc())?;
    let db = unhurried(config, "orders", 1)?;
    let is_new = orders == 0 || !orders::seed::knows(&db, &past.deal(0)).await?;
    ensure!(is_new, "this database has been given orders before; make them in a new one");
    identity::seed::seed(&unhurried(config, "identity", 1)?, &past.people, DEMO_PASSWORD, &past.shops()).await?;
    let catalog = catalog::Catalog::new(unhurried(config, "catalog", 4)?);
    let products_told = |done| {
        if done % TOLD == 0 {
            eprintln!("{done} of {products} products");
        }
    };
    catalog::seed_bulk(&catalog, products, sellers, products_told).await?;
    println!("{products} products of {sellers} sellers in {:.1} s", began.elapsed().as_secs_f64());
    if orders > 0 {
        let began = Instant::now();
        sell(config, &catalog, &past, orders).await?;
        println!("{orders} orders of {} people in {:.1} s", past.people.len(), began.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Has every slice write its part of the purchases, batch by batch, in the order in which they were made.
async fn sell(config: &Config, catalog: &catalog::Catalog, past: &Past, orders: u32) -> anyhow::Result<()> {
    let db = |slice| unhurried(config, slice, 1);
    let (orders_db, payments, shipping) = (db("orders")?, db("payments")?, db("shipping")?);
    let (notifications, analytics, audit) = (db("notifications")?, db("analytics")?, db("audit")?);
    for first in (0..orders).step_by(BATCH as usize) {
        let last = orders.min(first + BATCH);
        let deals: Vec<Deal> = (first..last).map(|number| past.deal(number)).collect();
        let acts: Vec<_> = deals.iter().filter_map(|deal| past.act(deal)).collect();
        tokio::try_join!(
            orders::seed::seed(&orders_db, &deals),
            payments::seed::seed(&payments, &deals, config.payments.commission_bp),
            catalog::seed_deals(catalog, &deals),
            shipping::seed::seed(&shipping, &deals),
            notifications::seed::seed(&notifications, &deals),
            analytics::seed::seed(&analytics, &deals),
            audit::seed::seed(&audit, &acts),
        )?;
        if last.is_multiple_of(TOLD) {
            eprintln!("{last} of {orders} orders");
        }
    }
    Ok(())
}

/// Reads a Shopify export; fails when the file has errors, and then imports nothing of it.
pub async fn import_shopify(config: &Config, file: &Path, seller: &str, dry_run: bool) -> anyhow::Result<ExitCode> {
    let open = File::open(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    let catalog = catalog::Catalog::new(unhurried(config, "catalog", 2)?);
    let mode = if dry_run { catalog::import::Mode::DryRun } else { catalog::import::Mode::Apply };
    let report = catalog::import::shopify_in(&catalog, open, seller, config.currency(), mode).await?;
    println!("{report}");
    Ok(if report.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Gives an account another role.
pub async fn promote(config: &Config, email: &str, role: &str) -> anyhow::Result<()> {
    let Some(role) =
        [Role::User, Role::Seller, Role::Admin].into_iter().find(|known| known.as_str().eq_ignore_ascii_case(role))
    else {
        bail!("`{role}` is no role; use USER, SELLER or ADMIN");
    };
    identity::set_role(&unhurried(config, "identity", 1)?, email, role).await?;
    println!("{email} is {} now", role.as_str());
    Ok(())
}

/// Hands what seeding told to the bus, so that it does not wait for the first start.
async fn drain(config: &Config) -> anyhow::Result<()> {
    let bus = bus(config, 2)?;
    for slice in ["identity", "catalog"] {
        let outbox = Outbox::new(slice, unhurried(config, slice, 2)?);
        while events::drain(&outbox, &bus).await? > 0 {}
    }
    Ok(())
}
