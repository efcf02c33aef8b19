//! Commands that fill the shop or change it from outside.

use crate::{
    config::Config,
    database::{bus, migrate, unhurried},
};
use anyhow::{Context, bail};
use contracts::Role;
use events::Outbox;
use std::{collections::HashMap, fs::File, path::Path, process::ExitCode};

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

/// Makes a large catalogue, the same every time.
pub async fn bulk(config: &Config, products: u32, sellers: u32) -> anyhow::Result<()> {
    migrate(config).await?;
    let catalog = catalog::Catalog::new(unhurried(config, "catalog", 4)?);
    let began = std::time::Instant::now();
    catalog::seed_bulk(&catalog, products, sellers, |done| eprintln!("{done} of {products} products")).await?;
    println!("{products} products of {sellers} sellers in {:.1} s", began.elapsed().as_secs_f64());
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
