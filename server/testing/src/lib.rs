//! What tests share: real databases, one per test, and Redis keys that do not meet.

mod port;

pub use port::Port;

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{fs, path::Path, str::FromStr};
use uuid::Uuid;

/// Where the test PostgreSQL is; its role may create databases.
pub fn database_url() -> String {
    read("DATABASE_URL", "postgres://levomart@127.0.0.1:54320/levomart")
}

/// Where the test Redis is.
pub fn redis_url() -> String {
    read("REDIS_URL", "redis://127.0.0.1:63790/1")
}

/// Where the test broker is: host and port. `make test` starts one.
///
/// # Panics
/// If nobody has said: a story that has to hold on Kafka is not passed over in silence.
pub fn kafka_brokers() -> String {
    let brokers = read("KAFKA_BROKERS", "");
    assert!(!brokers.is_empty(), "KAFKA_BROKERS is not set: run `scripts/stack up kafka`, or the tests by `make test`");
    brokers
}

/// What carries the events of the shops that tests open: `postgres`, or a broker's address.
pub fn events_url() -> String {
    read("EVENTS_URL", "postgres")
}

/// In what shape the stories of the whole shop are told: `one` process, or `services`, each slice in one of its own.
pub fn shape() -> String {
    read("SHAPE", "one")
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration file; the environment is all they are told")]
fn read(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

/// Holds a file to what the code makes of it. With `UPDATE_SCHEMAS` set, as `make catalogue` does, it is written anew.
///
/// # Panics
/// If the file says something else.
pub fn assert_checked_in(file: &Path, text: &str) {
    if !read("UPDATE_SCHEMAS", "").is_empty() {
        fs::write(file, text).expect("a checked-in file can be written");
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    assert!(found == text, "{} is stale; `make catalogue` writes it anew", file.display());
}

/// A database of a test's own, with the given histories applied in order. It goes when the value does.
pub struct Database {
    pub pool: PgPool,
    /// The address of this very database, for processes that a test starts.
    pub url: String,
    name: String,
}

impl Database {
    pub async fn new(migrators: &[&Migrator]) -> Self {
        Self::with_connections(migrators, 20).await
    }

    /// With room for `connections` at once.
    pub async fn with_connections(migrators: &[&Migrator], connections: u32) -> Self {
        let name = format!("test_{}", Uuid::new_v4().simple());
        execute(&format!("create database {name} template template0 encoding 'UTF8' locale 'C.UTF-8'")).await;
        let options = PgConnectOptions::from_str(&database_url()).expect("DATABASE_URL is a URL").database(&name);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .connect_with(options)
            .await
            .expect("a database that was just made can be reached");
        for migrator in migrators {
            migrator.run(&pool).await.expect("migrations apply to an empty database");
        }
        let base = database_url();
        let url = format!("{}/{name}", base.rsplit_once('/').map_or(base.as_str(), |(host, _)| host));
        Self { pool, url, name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        // Drop cannot wait, and the test's runtime may be ending: a thread with a runtime of its own can.
        let thread = std::thread::spawn(move || {
            if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
                runtime.block_on(execute(&sql));
            }
        });
        let _ = thread.join();
    }
}

async fn execute(sql: &str) {
    let mut connection =
        PgConnection::connect(&database_url()).await.expect("the test PostgreSQL runs (make test starts it)");
    sqlx::query(AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await
        .expect("statement of the test set-up works");
}

/// A connection to the test Redis. Tests share it: they use ids that nobody else has.
pub async fn redis() -> redis::aio::ConnectionManager {
    let client = redis::Client::open(redis_url()).expect("REDIS_URL is a URL");
    client.get_connection_manager().await.expect("the test Redis runs (make test starts it)")
}
