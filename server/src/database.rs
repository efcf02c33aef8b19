//! Connections to PostgreSQL and Redis.

use crate::config::Config;
use anyhow::Context;
use sqlx::{
    PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// How long a statement may take when somebody waits for it. Heavier work uses [`unhurried`].
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "5s"), ("lock_timeout", "2s"), ("idle_in_transaction_session_timeout", "10s")];

/// The slices' histories, in the order in which they are applied.
pub fn migrators() -> [(&'static str, &'static Migrator); 6] {
    [
        ("events", &events::MIGRATOR),
        ("identity", &identity::MIGRATOR),
        ("catalog", &catalog::MIGRATOR),
        ("orders", &orders::MIGRATOR),
        ("payments", &payments::MIGRATOR),
        ("notifications", &notifications::MIGRATOR),
    ]
}

/// A pool for one slice. No connection is made before the first query.
pub fn pool(config: &Config, slice: &str) -> anyhow::Result<PgPool> {
    let options = options(config, slice)?.options(LIMITS);
    Ok(PgPoolOptions::new()
        .max_connections(config.database.connections)
        // Longer than this, and whoever asks is better off with a 503.
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(Duration::from_secs(300))
        .connect_lazy_with(options))
}

/// A pool without time limits, for the bus, for migrations and for seeding.
pub fn unhurried(config: &Config, slice: &str, connections: u32) -> anyhow::Result<PgPool> {
    Ok(PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_lazy_with(options(config, slice)?))
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

/// Fails with one line when a slice's history is not up to date.
pub async fn check_migrated(config: &Config) -> anyhow::Result<()> {
    for (slice, migrator) in migrators() {
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

/// A connection to Redis that comes back by itself.
pub async fn redis(config: &Config) -> anyhow::Result<redis::aio::ConnectionManager> {
    let client = redis::Client::open(config.redis.url.as_str()).context("redis.url: the address cannot be read")?;
    let settings = redis::aio::ConnectionManagerConfig::new()
        .set_connection_timeout(Some(Duration::from_millis(500)))
        .set_response_timeout(Some(Duration::from_millis(1000)))
        .set_number_of_retries(2);
    client.get_connection_manager_with_config(settings).await.context("Redis cannot be reached")
}
