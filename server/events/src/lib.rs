//! How slices tell each other.
//!
//! A slice writes its event into its own **outbox**, in the transaction that changes its state. The **relay** sends what
//! is in the outbox to the **bus**. A **subscription** reads the bus, and with the **inbox** its effect happens once.
//! What cannot be handled is **parked**, with everything later about the same thing, until somebody replays it.

mod avro;
mod broker;
mod bus;
mod cloudevent;
mod consumer;
mod encoding;
mod envelope;
mod inbox;
mod kafka;
mod outbox;
mod parked;
mod postgres;
mod rebuild;
mod relay;
mod schema;
mod shape;
pub mod topics;

pub use avro::schema as avro_schema;
pub use bus::{Bus, Delivery, Lying, Place, Settings, Span};
pub use consumer::{Subscription, consume};
pub use encoding::{Encoding, decode, encode};
pub use envelope::Envelope;
pub use inbox::Inbox;
pub use outbox::Outbox;
pub use parked::{Parked, count_parked, drop_parked, find_parked, has_parked, list_parked, replay};
pub use rebuild::rebuild;
pub use relay::{drain, relay};
pub use schema::{all as schemas, catalogue, validate};
pub use shape::{Field, Shape};

/// The `events` schema's history.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/events");
