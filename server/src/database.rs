//! Connections to PostgreSQL and Redis.

use crate::config::Config;
use anyhow::Context;
use events::{Bus, Inbox};
use sqlx::{
    PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{collections::BTreeSet, str::FromStr, time::Duration};
use web::Service;

/// How long a statement may take when somebody waits for it. Heavier work uses [`unhurried`].
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "5s"), ("lock_timeout", "2s"), ("idle_in_transaction_session_timeout", "10s")];

/// The slices' histories, in the order in which they are applied.
pub fn migrators() -> [(&'static str, &'static Migrator); 9] {
    [
        ("events", &events::MIGRATOR),
        ("identity", &identity::MIGRATOR),
        ("catalog", &catalog::MIGRATOR),
        ("orders", &orders::MIGRATOR),
        ("payments", &payments::MIGRATOR),
        ("notifications", &notifications::MIGRATOR),
        ("shipping", &shipping::MIGRATOR),
        ("audit", &audit::MIGRATOR),
        ("analytics", &analytics::MIGRATOR),
    ]
}

/// A pool for one slice. No connection is made before the first query.
pub fn pool(config: &Config, slice: &str) -> anyhow::Result<PgPool> {
    let options = options(config, slice)?.options(LIMITS);
    let mut pool = PgPoolOptions::new()
        .max_connections(config.database.connections)
        // Longer than this, and whoever asks is better off with a 503.
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(Duration::from_secs(300));
    if slice == "audit" {
        pool = pool.after_connect(|connection, _| Box::pin(audit::restrict(connection)));
    }
    Ok(pool.connect_lazy_with(options))
}

/// A pool without time limits, for the bus, for migrations and for seeding.
pub fn unhurried(config: &Config, slice: &str, connections: u32) -> anyhow::Result<PgPool> {
    Ok(PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_lazy_with(options(config, slice)?))
}

/// What carries the events; nothing is connected yet.
pub fn bus(config: &Config, connections: u32) -> anyhow::Result<Bus> {
    Bus::open(&config.events, unhurried(config, "events", connections)?)
}

/// The inboxes of the slices that listen in this process, each with its database.
pub fn inboxes(config: &Config, services: &[Service]) -> anyhow::Result<Vec<(Inbox, PgPool)>> {
    let subscriptions = services.iter().flat_map(|service| &service.subscriptions);
    let slices: BTreeSet<&'static str> = subscriptions.map(|subscription| subscription.consumer).collect();
    slices.into_iter().map(|slice| Ok((Inbox::new(slice), unhurried(config, slice, 1)?))).collect()
}

fn options(config: &Config, slice: &str) -> anyhow::Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(config.database_of(slice))
        .with_context(|| format!("database of {slice}: the address cannot be read"))?;
    Ok(options.application_name(&format!("levomart-{slice}")))
}

/// Applies what is missing of every slice's history.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    for (slice, migrator) in migrators() {
        let pool = unhurried(config, slice, 2)?;
        migrator.run(&pool).await.with_context(|| format!("migrating {slice}"))?;
        pool.close().await;
    }
    Ok(())
}

/// Fails with one line when the history of one of these slices, or of the bus between them, is not up to date.
pub async fn check_migrated(config: &Config, services: &[Service]) -> anyhow::Result<()> {
    let here = |slice: &str| services.iter().any(|service| service.slice == slice || slice == "events");
    for (slice, migrator) in migrators().into_iter().filter(|(slice, _)| here(slice)) {
        let pool = unhurried(config, slice, 1)?;
        let sql = format!("select max(version) from {slice}._sqlx_migrations where success");
        let applied: Option<i64> = match sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&pool).await {
            Ok(version) => version,
            Err(sqlx::Error::Database(_)) => None,
            Err(error) => return Err(error).with_context(|| format!("PostgreSQL cannot be reached for {slice}")),
        };
        let wanted = migrator.iter().map(|migration| migration.version).max();
        if applied < wanted {
            anyhow::bail!("the database of {slice} is not up to date; run `levomart migrate`");
        }
        pool.close().await;
    }
    Ok(())
}

/// A connection to Redis that is made when it is needed, and comes back by itself.
pub fn redis(config: &Config) -> anyhow::Result<redis::aio::ConnectionManager> {
    let client = redis::Client::open(config.redis.url.as_str()).context("redis.url: the address cannot be read")?;
    let settings = redis::aio::ConnectionManagerConfig::new()
        .set_connection_timeout(Some(Duration::from_millis(500)))
        .set_response_timeout(Some(Duration::from_millis(1000)))
        .set_number_of_retries(2);
    client.get_connection_manager_lazy(settings).context("redis.url")
}
