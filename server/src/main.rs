//! `levomart`: one executable, one job per command.

use anyhow::Context;
use clap::{Parser, Subcommand};
use levomart::{check, config::Config, database, host, roles, seed, storefront, telemetry};
use std::{path::PathBuf, process::ExitCode};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An open marketplace.
#[derive(Parser)]
#[command(version, about)]
struct Levomart {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the shop until SIGTERM. Without a command, the databases are migrated first.
    Serve,
    /// Brings the databases up to date.
    Migrate,
    /// Fills the shop: with the demo shop, or with a large catalogue for measurements.
    Seed {
        /// A large catalogue of so many products instead of the demo shop.
        #[arg(long)]
        products: Option<u32>,
        /// Among so many sellers.
        #[arg(long, default_value_t = 100)]
        sellers: u32,
    },
    /// Reads products from a file.
    Import {
        #[command(subcommand)]
        from: ImportFrom,
    },
    /// Changes who may do what.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Proves that money, stock and orders are right. Fails on a violation, and when there was nothing to check.
    Check {
        /// Also proves that nothing is left to do: no payment open, no event unsent. For a shop that stands still.
        #[arg(long)]
        settled: bool,
    },
    /// Looks after events.
    Events {
        #[command(subcommand)]
        command: EventsCommand,
    },
}

#[derive(Subcommand)]
enum ImportFrom {
    /// A Shopify product export, old or new header, as it is.
    Shopify {
        file: PathBuf,
        /// Whose products they are.
        #[arg(long)]
        seller: String,
        /// Says what would happen and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Gives an account another role: USER, SELLER or ADMIN.
    Promote { email: String, role: String },
}

#[derive(Subcommand)]
enum EventsCommand {
    /// Lists the events that could not be handled.
    Parked,
    /// Sends the parked events of a consumer round again.
    Replay { consumer: String },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Levomart::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("levomart: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(levomart: Levomart) -> anyhow::Result<ExitCode> {
    let config = Config::load()?;
    telemetry::start(&config.log)?;
    match levomart.command {
        None => {
            database::migrate(&config).await?;
            serve(&config).await?;
        }
        Some(Command::Serve) => serve(&config).await?,
        Some(Command::Migrate) => database::migrate(&config).await?,
        Some(Command::Seed { products: None, .. }) => seed::demo(&config).await?,
        Some(Command::Seed { products: Some(products), sellers }) => seed::bulk(&config, products, sellers).await?,
        Some(Command::Import { from: ImportFrom::Shopify { file, seller, dry_run } }) => {
            return seed::import_shopify(&config, &file, &seller, dry_run).await;
        }
        Some(Command::User { command: UserCommand::Promote { email, role } }) => {
            seed::promote(&config, &email, &role).await?
        }
        Some(Command::Check { settled }) => return check::run(&config, settled).await,
        Some(Command::Events { command: EventsCommand::Parked }) => seed::parked(&config).await?,
        Some(Command::Events { command: EventsCommand::Replay { consumer } }) => {
            seed::replay(&config, &consumer).await?
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config) -> anyhow::Result<()> {
    database::check_migrated(config).await?;
    let shop = roles::open(config).await?;
    let listener = host::bind(config.http.listen).await?;
    let background = host::Host::default();
    for service in &shop.services {
        background.run(service, &shop.bus);
    }
    background.trim(&shop.bus);
    let ready = host::Ready::default();
    let router = storefront::router(config, shop.into_parts(ready.clone()));
    tracing::info!(address = %config.http.listen, "levomart serves {}", config.http.public_url);
    host::serve(listener, router, ready).await.context("serving")?;
    background.end().await;
    Ok(())
}
