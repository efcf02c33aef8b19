//! Configuration: defaults compiled in, a file over them, the environment over both; checked once, at the start.

use anyhow::{Context, bail};
use contracts::Currency;
use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use serde::{Deserialize, Deserializer, de::Error};
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

/// Everything that can be set, as `config.default.toml` documents it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub mode: Mode,
    pub http: Http,
    pub api: Api,
    pub storefront: Storefront,
    /// Base URL of the slices that are in other processes.
    pub upstreams: BTreeMap<String, String>,
    pub site: Site,
    pub database: Database,
    pub redis: Redis,
    pub events: events::Settings,
    pub secrets: Secrets,
    pub mail: Mail,
    pub media: Media,
    pub identity: Identity,
    pub orders: Orders,
    pub payments: Payments,
    pub shipping: Shipping,
    pub log: Log,
    pub telemetry: Telemetry,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Development,
    Production,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    pub listen: SocketAddr,
    pub public_url: String,
    pub behind_proxy: bool,
    #[serde(deserialize_with = "address_or_nothing")]
    pub internal: Option<SocketAddr>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    pub requests_per_minute: u32,
    pub auth_requests_per_minute: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storefront {
    pub forms_per_minute: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    pub root: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: String,
    pub connections: u32,
    pub slices: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    pub url: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    pub key: String,
}

/// Shows that there is a key, never the key.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").field("key", &if self.key.is_empty() { "missing" } else { "set" }).finish()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub from: String,
    pub smtp: String,
    pub dir: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub approve_automatically: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    pub url: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Orders {
    pub currency: String,
    pub hold_minutes: u32,
    pub standard_minor: i64,
    pub express_minor: i64,
    pub free_from_minor: i64,
    pub return_days: u32,
    pub cancel_after_days: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    pub commission_bp: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipping {
    pub simulated_pace_seconds: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Json,
    Text,
}

/// An empty text stands for nothing: what is set in a file can be taken back in the environment.
fn address_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| D::Error::custom(format!("`{text}` is not an address and a port")))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    pub otlp: String,
}

const DEFAULTS: &str = include_str!("../config.default.toml");

/// The words that may own a database.
const SLICES: [&str; 9] =
    ["events", "identity", "catalog", "orders", "payments", "notifications", "shipping", "audit", "analytics"];

/// The slices that others ask.
const ASKED: [&str; 9] =
    ["identity", "catalog", "cart", "orders", "payments", "notifications", "shipping", "audit", "analytics"];

impl Config {
    /// Reads the configuration of this process.
    ///
    /// # Errors
    /// One line that names the setting and says what it has to be.
    pub fn load() -> anyhow::Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "this is where configuration is read")]
        let file = std::env::var("LEVOMART_CONFIG").ok();
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            if !PathBuf::from(&file).is_file() {
                bail!("LEVOMART_CONFIG: there is no file `{file}`");
            }
            figment = figment.merge(Toml::file(file));
        }
        Self::read(figment.merge(Env::prefixed("LEVOMART__").split("__")))
    }

    fn read(figment: Figment) -> anyhow::Result<Self> {
        let config: Self = figment.extract().map_err(|error| {
            let error = error.into_iter().next();
            let said = error.map(|error| match error.path.join(".") {
                path if path.is_empty() => error.kind.to_string(),
                path => format!("{path}: {}", error.kind),
            });
            anyhow::anyhow!("configuration: {}", said.unwrap_or_else(|| "cannot be read".to_owned()))
        })?;
        config.check().context("configuration")?;
        Ok(config)
    }

    /// The defaults alone, for commands that need no server.
    pub fn defaults() -> anyhow::Result<Self> {
        Self::read(Figment::from(Toml::string(DEFAULTS)))
    }

    fn check(&self) -> anyhow::Result<()> {
        let origin = self.http.public_url.split_once("://").filter(|(scheme, _)| ["http", "https"].contains(scheme));
        match origin {
            Some((_, host)) if !host.is_empty() && !host.contains(['/', '?', '#', '@']) => {}
            _ => bail!(
                "http.public_url: `{}` is not scheme, host and port, without a slash at the end",
                self.http.public_url
            ),
        }
        for (slice, base) in &self.upstreams {
            if !ASKED.contains(&slice.as_str()) {
                bail!("upstreams.{slice}: there is no such slice to ask; there are {}", ASKED.join(", "));
            }
            if !is_base(base) {
                bail!("upstreams.{slice}: `{base}` is not http://, host and port, without a slash at the end");
            }
        }
        self.check_api()?;
        if !self.database.url.starts_with("postgres") {
            bail!("database.url: has to begin with postgres://");
        }
        if let Some(slice) = self.database.slices.keys().find(|slice| !SLICES.contains(&slice.as_str())) {
            bail!("database.slices.{slice}: there is no such slice; there are {}", SLICES.join(", "));
        }
        if !(2..=200).contains(&self.database.connections) {
            bail!("database.connections: {} is not between 2 and 200", self.database.connections);
        }
        if !self.redis.url.starts_with("redis") {
            bail!("redis.url: has to begin with redis:// or rediss://");
        }
        if let Err(problem) = self.events.check() {
            bail!("events.{problem}");
        }
        if !["file:", "s3://"].iter().any(|scheme| self.media.url.starts_with(scheme)) {
            bail!("media.url: `{}` is neither file: and a folder nor s3:// and a bucket", self.media.url);
        }
        self.check_secret()?;
        if !self.telemetry.otlp.is_empty() && !is_base(&self.telemetry.otlp) {
            bail!("telemetry.otlp: `{}` is not http://, host and port", self.telemetry.otlp);
        }
        if Currency::from_code(&self.orders.currency).is_none() {
            bail!("orders.currency: `{}` is not supported; use INR, EUR, GBP, JPY or USD", self.orders.currency);
        }
        if !(1..=1440).contains(&self.orders.hold_minutes) {
            bail!("orders.hold_minutes: {} is not between 1 and 1440", self.orders.hold_minutes);
        }
        for (name, minor) in [
            ("standard_minor", self.orders.standard_minor),
            ("express_minor", self.orders.express_minor),
            ("free_from_minor", self.orders.free_from_minor),
        ] {
            if minor < 0 {
                bail!("orders.{name}: {minor} is less than nothing");
            }
        }
        for (name, days) in
            [("return_days", self.orders.return_days), ("cancel_after_days", self.orders.cancel_after_days)]
        {
            if days > 365 {
                bail!("orders.{name}: {days} is more than a year");
            }
        }
        if !(0..=10_000).contains(&self.payments.commission_bp) {
            bail!("payments.commission_bp: {} is not between 0 and 10000", self.payments.commission_bp);
        }
        Ok(())
    }

    fn check_api(&self) -> anyhow::Result<()> {
        for (name, requests) in [
            ("requests_per_minute", self.api.requests_per_minute),
            ("auth_requests_per_minute", self.api.auth_requests_per_minute),
        ] {
            if requests == 0 {
                bail!("api.{name}: 0 would let nobody in");
            }
        }
        Ok(())
    }

    fn check_secret(&self) -> anyhow::Result<()> {
        let key = &self.secrets.key;
        if key.is_empty() {
            if self.mode == Mode::Production {
                bail!("secrets.key: is required in production; make one with `openssl rand -hex 32`");
            }
            return Ok(());
        }
        let bytes = hex::decode(key).ok().filter(|bytes| bytes.len() >= 32);
        let Some(bytes) = bytes else { bail!("secrets.key: has to be 64 hexadecimal digits or more") };
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            bail!("secrets.key: is one byte repeated; make one with `openssl rand -hex 32`");
        }
        Ok(())
    }

    /// The installation's secret; in development a missing one is made up for as long as the process lives.
    pub fn secret(&self) -> Vec<u8> {
        match hex::decode(&self.secrets.key) {
            Ok(key) if !key.is_empty() => key,
            _ => [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat(),
        }
    }

    /// The database of a slice.
    pub fn database_of(&self, slice: &str) -> &str {
        self.database.slices.get(slice).unwrap_or(&self.database.url)
    }

    /// The currency of the market.
    pub fn currency(&self) -> Currency {
        Currency::from_code(&self.orders.currency).unwrap_or(Currency::Inr)
    }
}

/// Whether it is `http://host:port`. Processes speak plainly to each other; who crosses a network that others use puts
/// a mesh or a tunnel under them.
fn is_base(url: &str) -> bool {
    url.strip_prefix("http://").and_then(|rest| rest.rsplit_once(':')).is_some_and(|(host, port)| {
        !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) && port.parse::<u16>().is_ok_and(|port| port > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(toml: &str) -> anyhow::Result<Config> {
        Config::read(Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(toml)))
    }

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(Config::defaults().unwrap().mode, Mode::Development);
    }

    #[test]
    fn a_wrong_value_is_one_line_that_names_the_key() {
        for (toml, key) in [
            ("http.listen = \"here\"", "http.listen"),
            ("http.public_url = \"http://shop/\"", "http.public_url"),
            ("http.internal = \"7001\"", "http.internal"),
            ("upstreams.identity = \"https://identity:7101\"", "upstreams.identity"),
            ("upstreams.identity = \"http://identity\"", "upstreams.identity"),
            ("upstreams.identity = \"http://identity:7101/\"", "upstreams.identity"),
            ("upstreams.mail = \"http://mail:7101\"", "upstreams.mail"),
            ("api.auth_requests_per_minute = 0", "api.auth_requests_per_minute"),
            ("database.url = \"mysql://x\"", "database.url"),
            ("database.slices.cart = \"postgres://x\"", "database.slices.cart"),
            ("database.connections = 0", "database.connections"),
            ("database.connections = \"many\"", "database.connections"),
            ("events.url = \"carrier pigeon\"", "events.url"),
            ("events.url = \"kafka://broker\"", "events.url"),
            ("events.encoding = \"morse\"", "events.encoding"),
            ("events.instance = \"shop 1\"", "events.instance"),
            ("telemetry.otlp = \"collector:4317\"", "telemetry.otlp"),
            ("media.url = \"ftp://pictures\"", "media.url"),
            ("secrets.key = \"abc\"", "secrets.key"),
            ("mode = \"production\"", "secrets.key"),
            ("mode = \"holiday\"", "mode"),
            ("orders.currency = \"XXX\"", "orders.currency"),
            ("orders.holdminutes = 3", "holdminutes"),
            ("payments.commission_bp = 10001", "payments.commission_bp"),
        ] {
            let said = format!("{:#}", with(toml).unwrap_err());
            assert!(said.contains(key) && !said.contains('\n'), "{toml}: {said}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        let config = with(&format!("secrets.key = \"{}\"", "0123456789abcdef".repeat(4))).unwrap();

        assert!(!format!("{config:?}").contains("0123456789abcdef"));
        assert_eq!(config.secret().len(), 32);
    }
}
