//! How events travel, as those see it who look after the market.

use crate::ids::EventId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// How events get on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EventsHealth))]
pub struct Health {
    /// What carries the events: `postgres` or `kafka`.
    pub carrier: String,
    pub readers: Vec<Reader>,
    pub outboxes: Vec<Outbox>,
}

/// A slice that listens to a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EventsReader))]
pub struct Reader {
    pub consumer: String,
    pub topic: String,
    /// Events that it has not read yet.
    pub behind: i64,
}

/// Events of a slice that wait to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EventsOutbox))]
pub struct Outbox {
    pub slice: String,
    /// What waits; nothing when the slice does not answer.
    pub waiting: Option<Waiting>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EventsWaiting))]
pub struct Waiting {
    pub events: i64,
    /// How long the oldest of them has waited.
    pub oldest_seconds: i64,
}

/// An event that a consumer could not handle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadLetter {
    pub consumer: String,
    pub topic: String,
    pub id: EventId,
    /// What it is: `com.levomart.order.paid.v1`.
    pub kind: String,
    /// What it is about. Later events about the same wait behind it.
    pub key: Uuid,
    /// How often it was tried; 0 for one that only waits behind another.
    pub tries: i32,
    pub error: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}
