//! Everything that a shop stands on, of this run's own, each behind a proxy.

use crate::{harm::To, kafka::Kafka, postgres, postgres::Postgres, proxy::Proxy, redis::Redis};
use anyhow::Context;
use clap::ValueEnum;
use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// What carries the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Carrier {
    Postgres,
    Kafka,
}

impl Carrier {
    pub fn word(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Kafka => "Kafka",
        }
    }
}

pub struct Stack {
    pub carrier: Carrier,
    pub postgres: Postgres,
    pub redis: Redis,
    pub kafka: Option<Kafka>,
    /// The ways to them.
    pub to_postgres: Proxy,
    pub to_redis: Proxy,
    /// To what carries the events: the broker, or PostgreSQL, to which slices have a way of their own.
    pub to_bus: Proxy,
    // Last, so that it is removed when nobody works in it any more.
    pub folder: Folder,
}

impl Stack {
    /// Starts everything, in a new folder.
    pub async fn start(checkout: &Path, carrier: Carrier) -> anyhow::Result<Self> {
        let folder = Folder::make()?;
        let postgres = Postgres::make(&folder.path).await?;
        let redis = Redis::make(&folder.path).await?;
        let (kafka, to_bus) = match carrier {
            Carrier::Postgres => (None, Proxy::before(&[postgres.address()])?),
            Carrier::Kafka => {
                let mut kafka = Kafka::make(checkout, &folder.path).await?;
                let to_bus = Proxy::before(&[kafka.address()])?;
                kafka.begin(to_bus.address).await?;
                (Some(kafka), to_bus)
            }
        };
        Ok(Self {
            carrier,
            to_postgres: Proxy::before(&[postgres.address()])?,
            to_redis: Proxy::before(&[redis.address()])?,
            to_bus,
            postgres,
            redis,
            kafka,
            folder,
        })
    }

    pub fn kafka(&mut self) -> anyhow::Result<&mut Kafka> {
        self.kafka.as_mut().context("this run has no Kafka")
    }

    /// The proxy in front of something.
    pub fn way(&self, to: To) -> &Proxy {
        match to {
            To::Postgres => &self.to_postgres,
            To::Redis => &self.to_redis,
            To::Bus => &self.to_bus,
        }
    }

    /// The settings with which a shop reaches all of this through the proxies.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            ("LEVOMART__DATABASE__URL", postgres::url(self.to_postgres.address, postgres::SHOP)),
            ("LEVOMART__REDIS__URL", format!("redis://{}/0", self.to_redis.address)),
        ];
        settings.push(match self.carrier {
            Carrier::Postgres => {
                ("LEVOMART__DATABASE__SLICES__EVENTS", postgres::url(self.to_bus.address, postgres::SHOP))
            }
            Carrier::Kafka => ("LEVOMART__EVENTS__URL", format!("kafka://{}", self.to_bus.address)),
        });
        settings
    }
}

/// A folder for data and logs. The data goes with the value; journal and logs stay when somebody has to look into them.
pub struct Folder {
    pub path: PathBuf,
    stays: bool,
}

impl Folder {
    fn make() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("levomart-faults-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&path).with_context(|| format!("`{}` cannot be made", path.display()))?;
        // PostgreSQL may run as another user, who has to pass through.
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755))?;
        Ok(Self { path, stays: false })
    }

    /// Journal and logs are to stay.
    pub fn keep(&mut self) {
        self.stays = true;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.stays {
            let _ = std::fs::remove_dir_all(&self.path);
            return;
        }
        for data in ["postgres", "redis", "kafka"] {
            let _ = std::fs::remove_dir_all(self.path.join(data));
        }
    }
}
