//! What is around an event on its way: CloudEvents 1.0 attributes.

use crate::cloudevent;
use anyhow::Context;
use contracts::events::Event;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

const PREFIX: &str = "com.levomart.";
const VERSION: &str = ".v1";

/// Type of what stands in for bytes that are no event.
const UNREADABLE: &str = "unreadable";

/// So much of unreadable bytes is kept beside the reason, characters; a dead letter topic has all of them.
const EXCERPT: usize = 4096;

/// No version of this program can read the event: trying again changes nothing.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unreadable(String);

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

/// The CloudEvents type of an event of ours.
pub(crate) fn kind_of(name: &str) -> String {
    format!("{PREFIX}{name}{VERSION}")
}

/// The name in a CloudEvents type of ours.
pub(crate) fn name_of(kind: &str) -> Option<&str> {
    kind.strip_prefix(PREFIX)?.strip_suffix(VERSION)
}

impl Envelope {
    /// Wraps an event. `version` counts the events of its aggregate.
    pub fn wrap<E: Event>(event: &E, id: Uuid, version: i64, time: OffsetDateTime) -> anyhow::Result<Self> {
        let data = serde_json::to_value(event).context("event cannot be written as JSON")?["data"].take();
        Ok(Self {
            specversion: "1.0".to_owned(),
            id,
            source: format!("/{}", E::TOPIC),
            kind: kind_of(event.name()),
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
        name_of(&self.kind)
    }

    /// The typed event. Fails for unknown types and for data that its schema refuses.
    pub fn open<E: Event>(&self) -> anyhow::Result<E> {
        self.read().map_err(|why| Unreadable(why).into())
    }

    fn read<E: Event>(&self) -> Result<E, String> {
        if self.kind == UNREADABLE {
            return Err(format!("not an event: {}", self.data["why"].as_str().unwrap_or_default()));
        }
        let name = self.name().filter(|name| E::NAMES.contains(name));
        let name = name.ok_or_else(|| format!("unknown event type `{}` in topic `{}`", self.kind, E::TOPIC))?;
        let data = cloudevent::readable(self).map_err(|error| format!("{error:#}"))?;
        crate::validate(name, &data).map_err(|error| format!("{error:#}"))?;
        serde_json::from_value(json!({ "type": name, "data": data }))
            .map_err(|error| format!("event {} of type `{name}` cannot be read: {error}", self.id))
    }

    /// Stands in for bytes that are no event, so that they can be parked like one.
    pub(crate) fn unreadable(topic: &str, id: Uuid, key: Uuid, why: &str, bytes: &[u8]) -> Self {
        // Without the character that PostgreSQL refuses: this has to be parked.
        let excerpt: String = String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}").chars().take(EXCERPT).collect();
        Self {
            specversion: "1.0".to_owned(),
            id,
            source: format!("/{topic}"),
            kind: UNREADABLE.to_owned(),
            time: OffsetDateTime::now_utc(),
            datacontenttype: "application/octet-stream".to_owned(),
            partitionkey: key,
            aggregateversion: 0,
            traceparent: None,
            data: json!({ "why": why, "bytes": excerpt }),
        }
    }
}
