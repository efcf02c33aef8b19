//! `levomart`: one executable, one job per command.

use anyhow::Context;
use clap::{Parser, Subcommand};
use levomart::{
    check,
    config::Config,
    database,
    host::{self, Door},
    internal, operate,
    roles::{self, Role},
    seed, storefront, telemetry,
};
use std::{path::PathBuf, process::ExitCode};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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
    Serve {
        /// Only these parts of it; the others are found under [upstreams]. All of them when none is named.
        #[arg(long, value_delimiter = ',')]
        roles: Vec<Role>,
    },
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
        /// And so many orders of the last year.
        #[arg(long, default_value_t = 0, requires = "products")]
        orders: u32,
        /// Only goods: nobody has ordered or applied for anything.
        #[arg(long)]
        goods: bool,
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
    /// Prints a pass with which a slice's internal port answers for half a minute, as to Levomart itself. The audit log has
    /// that it was made.
    Pass {
        /// Whom it is for: identity, catalog, cart, orders, payments, notifications, shipping, audit,
        /// analytics.
        slice: Role,
    },
    /// Looks after events: what is said, who is behind, what nobody could handle.
    Events {
        #[command(subcommand)]
        command: operate::Events,
    },
    /// Looks after the log of what was done with privilege or money.
    Audit {
        #[command(subcommand)]
        command: operate::Audit,
    },
    /// Looks after the topics of a Kafka broker.
    Topics {
        #[command(subcommand)]
        command: operate::Topics,
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

/// Bytes of address space for each thread's stack. Pages are functions within functions, and without optimisation their frames are
/// large; memory that is not used costs nothing.
const STACK: usize = 8 << 20;

fn main() -> ExitCode {
    let levomart = Levomart::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    match runtime.context("the runtime").and_then(|runtime| runtime.block_on(run(levomart))) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("levomart: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Levomart {
    /// What a process of these roles is called among the others.
    fn name(&self) -> String {
        match &self.command {
            Some(Command::Serve { roles }) if !roles.is_empty() => {
                roles.iter().fold("levomart".to_owned(), |name, role| format!("{name}-{}", role.word()))
            }
            _ => "levomart".to_owned(),
        }
    }
}

async fn run(levomart: Levomart) -> anyhow::Result<ExitCode> {
    let config = Config::load()?;
    let telemetry = telemetry::start(&config, &levomart.name())?;
    let outcome = execute(levomart.command, &config).await;
    telemetry.end();
    outcome
}

async fn execute(command: Option<Command>, config: &Config) -> anyhow::Result<ExitCode> {
    match command {
        None => {
            database::migrate(config).await?;
            serve(config, &[]).await?;
        }
        Some(Command::Serve { roles }) => serve(config, &roles).await?,
        Some(Command::Migrate) => database::migrate(config).await?,
        Some(Command::Seed { products: None, goods, .. }) => {
            seed::demo(config).await?;
            if !goods {
                seed::day::live_through(config).await?;
            }
        }
        Some(Command::Seed { products: Some(products), sellers, orders, .. }) => {
            seed::bulk(config, products, sellers, orders).await?;
        }
        Some(Command::Import { from: ImportFrom::Shopify { file, seller, dry_run } }) => {
            return seed::import_shopify(config, &file, &seller, dry_run).await;
        }
        Some(Command::User { command: UserCommand::Promote { email, role } }) => {
            seed::promote(config, &email, &role).await?
        }
        Some(Command::Pass { slice }) => operate::pass(config, slice).await?,
        Some(Command::Check { settled }) => return check::run(config, settled).await,
        Some(Command::Events { command }) => operate::events(config, command).await?,
        Some(Command::Audit { command }) => return operate::audit(config, command).await,
        Some(Command::Topics { command }) => return operate::topics(config, command).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config, roles: &[Role]) -> anyhow::Result<()> {
    let mut shop = roles::open(config, roles)?;
    database::check_migrated(config, &shop.services).await?;
    let mut doors = Vec::new();
    if let Some(address) = config.http.internal {
        doors.push(Door::internal(address, internal::router(&shop)?).await?);
    }
    let background = host::Host::default();
    let mut sweepers = Vec::new();
    if let Some(parts) = shop.storefront.take() {
        sweepers.clone_from(&parts.sweepers);
        let router = storefront::router(config, parts, shop.health.clone().routes());
        doors.push(Door::public(config.http.listen, router).await?);
    }
    for sweeper in &sweepers {
        background.sweep(sweeper.clone());
    }
    for service in &shop.services {
        background.run(service, &shop.bus);
    }
    if !shop.services.is_empty() {
        background.trim(&shop.bus, database::inboxes(config, &shop.services)?);
    }
    let roles: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    tracing::info!(roles = roles.join(","), "levomart serves {}", config.http.public_url);
    host::serve(doors, shop.ready).await.context("serving")?;
    // What the last visitors left in memory; that it cannot be told any more keeps nobody from stopping.
    for sweeper in &sweepers {
        let _ = sweeper.run().await;
    }
    background.end().await;
    Ok(())
}
