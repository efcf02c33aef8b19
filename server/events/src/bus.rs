//! Carries events from one slice to the others.

use crate::{Encoding, Envelope, broker::Broker, postgres::Log};
use anyhow::bail;
use serde::Deserialize;
use sqlx::PgPool;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// An event and the topic it travels in.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    pub topic: String,
    pub envelope: Envelope,
}

/// What carries the events. Publishing is at least once and in order per key; see [`crate::consume`] for the other end.
#[derive(Clone)]
pub enum Bus {
    /// A log in PostgreSQL, schema `events`.
    Postgres(Log),
    /// A broker. What is parked lies in PostgreSQL here, too.
    Kafka(Arc<Broker>),
}

/// An event where it lies: in one shard of a topic, in order of position.
#[derive(Clone, Debug)]
pub struct Lying {
    pub topic: String,
    /// A partition, on Kafka.
    pub shard: i32,
    /// An offset, on Kafka.
    pub position: i64,
    /// When the bus took it.
    pub at: OffsetDateTime,
    pub envelope: Envelope,
}

/// How far a consumer has read in one shard of a topic.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub shard: i32,
    /// Of the last event that it has read; before the first of all, one less than that.
    pub position: i64,
    /// Events that it has not read yet.
    pub behind: i64,
}

/// Where the events travel: the section `[events]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `postgres` or `kafka://host:9092,host2:9092`.
    pub url: String,
    /// Stands before the names of topics and consumer groups, so that shops can share a broker.
    pub prefix: String,
    /// Name of this process among its like, the same after a restart; empty for one without a name.
    pub instance: String,
    /// How a broker is given the data of events; reading understands both.
    pub encoding: Encoding,
}

/// Which part of a topic is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// What is there now.
    Kept,
    /// What is there now and what comes, without end.
    KeptAndComing,
    /// What comes from now on, without end.
    Coming,
}

impl Settings {
    /// Fails with one line that names the setting and says what it has to be.
    pub fn check(&self) -> anyhow::Result<()> {
        self.brokers()?;
        for (name, value) in [("prefix", &self.prefix), ("instance", &self.instance)] {
            if let Some(odd) = value.chars().find(|c| !c.is_ascii_alphanumeric() && !"._-".contains(*c)) {
                bail!("{name}: `{value}` has a `{odd}`; use letters, digits, `.`, `_` and `-`");
            }
        }
        Ok(())
    }

    /// Host and port of each broker, comma between; `None` for PostgreSQL.
    pub(crate) fn brokers(&self) -> anyhow::Result<Option<&str>> {
        if self.url == "postgres" {
            return Ok(None);
        }
        let brokers = self.url.strip_prefix("kafka://").filter(|brokers| brokers.split(',').all(is_host_and_port));
        match brokers {
            Some(brokers) => Ok(Some(brokers)),
            None => bail!("url: `{}` is not known; use \"postgres\" or \"kafka://host:9092,host2:9092\"", self.url),
        }
    }
}

fn is_host_and_port(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| {
        !host.is_empty() && !host.contains(['/', '@', ' ']) && port.parse().is_ok_and(|port: u16| port > 0)
    })
}

impl Bus {
    /// The bus that the settings name; `db` is the database of schema `events`. Nothing is asked yet, so a broker may
    /// be away.
    pub fn open(settings: &Settings, db: PgPool) -> anyhow::Result<Self> {
        Ok(match settings.brokers()? {
            None => Self::postgres(db),
            Some(brokers) => Self::Kafka(Arc::new(Broker::new(brokers, settings, db)?)),
        })
    }

    /// The bus in PostgreSQL.
    pub fn postgres(db: PgPool) -> Self {
        Self::Postgres(Log::new(db))
    }

    /// Sends events, those of a key in order; returns the ids of those that are safe now: all, or fewer when the bus is
    /// slow. Fails when not even one is.
    pub async fn publish(&self, batch: &[Delivery]) -> anyhow::Result<Vec<Uuid>> {
        match self {
            Self::Postgres(log) => log.publish(batch).await,
            Self::Kafka(broker) => broker.publish(batch).await,
        }
    }

    /// Lets those who listen in this process know that something was published. A broker tells them by itself.
    pub fn announce(&self) {
        if let Self::Postgres(log) = self {
            log.announce();
        }
    }

    /// Waits until the bus can be reached, for a few seconds at most.
    pub async fn reach(&self) -> anyhow::Result<()> {
        match self {
            Self::Postgres(log) => log.reach().await,
            Self::Kafka(broker) => broker.reach().await,
        }
    }

    /// Deletes what every consumer has read and its topic need not keep any longer; returns how many events went. A
    /// broker does so by itself.
    pub async fn trim(&self) -> anyhow::Result<u64> {
        match self {
            Self::Postgres(log) => log.trim().await,
            Self::Kafka(_) => Ok(0),
        }
    }

    /// Events of a topic that a consumer has not read yet.
    pub async fn lag(&self, consumer: &str, topic: &str) -> anyhow::Result<i64> {
        Ok(self.places(consumer, topic).await?.iter().map(|place| place.behind).sum())
    }

    /// How far a consumer has read in each shard of a topic that has events.
    pub async fn places(&self, consumer: &str, topic: &str) -> anyhow::Result<Vec<Place>> {
        match self {
            Self::Postgres(log) => log.places(consumer, topic).await,
            Self::Kafka(broker) => broker.places(consumer, topic).await,
        }
    }

    /// Who has ever listened, and to which topic.
    pub async fn consumers(&self) -> anyhow::Result<Vec<(String, String)>> {
        match self {
            Self::Postgres(log) => log.consumers().await,
            Self::Kafka(broker) => broker.consumers().await,
        }
    }

    /// Shows each event of the topics, in order per key, to somebody who is no consumer: nothing is remembered.
    pub async fn read(&self, topics: &[&str], span: Span, each: impl FnMut(Lying)) -> anyhow::Result<()> {
        match self {
            Self::Postgres(log) => log.read(topics, span, each).await,
            Self::Kafka(broker) => broker.read(topics, span, each).await,
        }
    }

    /// Lets a consumer read a topic from its beginning again. What it has handled, its inbox knows.
    ///
    /// # Errors
    /// On Kafka, when the consumer still listens: a group's place can be changed only while nobody is in it.
    pub async fn rewind(&self, consumer: &str, topic: &str) -> anyhow::Result<()> {
        match self {
            Self::Postgres(log) => log.rewind(consumer, topic).await,
            Self::Kafka(broker) => broker.rewind(consumer, topic).await,
        }
    }

    /// The database of schema `events`: whatever carries the events, what is parked lies there.
    pub(crate) fn db(&self) -> &PgPool {
        match self {
            Self::Postgres(log) => log.db(),
            Self::Kafka(broker) => broker.db(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str, instance: &str) -> Settings {
        let (url, instance) = (url.to_owned(), instance.to_owned());
        Settings { url, prefix: String::new(), instance, encoding: Encoding::Json }
    }

    #[test]
    fn only_postgres_and_brokers_with_a_port_carry_events() {
        for url in ["postgres", "kafka://kafka:9092", "kafka://10.0.0.1:9092,kafka-2.shop:19092"] {
            assert!(settings(url, "").check().is_ok(), "{url}");
        }
        for url in
            ["kafka", "kafka://", "kafka://host", "kafka://host:0", "kafka://a:1,", "http://host:9092", "kafka://u@h:1"]
        {
            let said = settings(url, "").check().unwrap_err().to_string();
            assert!(said.starts_with("url: ") && !said.contains('\n'), "{url}: {said}");
        }
    }

    #[test]
    fn a_name_that_a_broker_would_refuse_is_refused_at_the_start() {
        assert!(settings("postgres", "shop-1.web_2").check().is_ok());
        assert!(settings("postgres", "shop 1").check().unwrap_err().to_string().starts_with("instance: "));
    }
}
