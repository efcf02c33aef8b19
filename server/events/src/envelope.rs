//! What is around an event on its way: CloudEvents 1.0 attributes.

use anyhow::{Context, bail};
use contracts::events::Event;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

const PREFIX: &str = "com.levomart.";
const VERSION: &str = ".v1";

/// An event with its CloudEvents attributes.
///
/// `partitionkey` and `traceparent` are CloudEvents extensions; `aggregateversion` is ours: it counts the events of one
/// aggregate from 1 without gaps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    pub specversion: String,
    pub id: Uuid,
    /// `/orders`.
    pub source: String,
    /// `com.levomart.order.created.v1`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
    pub datacontenttype: String,
    pub partitionkey: Uuid,
    pub aggregateversion: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    pub data: Value,
}

impl Envelope {
    /// Wraps an event. `version` counts the events of its aggregate.
    pub fn wrap<E: Event>(event: &E, id: Uuid, version: i64, time: OffsetDateTime) -> anyhow::Result<Self> {
        let data = serde_json::to_value(event).context("event cannot be written as JSON")?["data"].take();
        Ok(Self {
            specversion: "1.0".to_owned(),
            id,
            source: format!("/{}", E::TOPIC),
            kind: format!("{PREFIX}{}{VERSION}", event.name()),
            time,
            datacontenttype: "application/json".to_owned(),
            partitionkey: event.key(),
            aggregateversion: version,
            traceparent: None,
            data,
        })
    }

    /// The event's name without prefix and version: `order.created`. `None` for types of strangers or of versions to come.
    pub fn name(&self) -> Option<&str> {
        self.kind.strip_prefix(PREFIX)?.strip_suffix(VERSION)
    }

    /// The typed event. Fails for unknown types and for data that its schema refuses.
    pub fn open<E: Event>(&self) -> anyhow::Result<E> {
        let Some(name) = self.name().filter(|name| E::NAMES.contains(name)) else {
            bail!("unknown event type `{}` in topic `{}`", self.kind, E::TOPIC);
        };
        crate::validate(name, &self.data)?;
        serde_json::from_value(json!({ "type": name, "data": self.data }))
            .with_context(|| format!("event {} of type `{name}` cannot be read", self.id))
    }
}
