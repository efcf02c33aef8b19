//! How slices tell each other.
//!
//! A slice writes its event into its own **outbox**, in the transaction that changes its state. The **relay** sends what
//! is in the outbox to the **bus**. A **subscription** reads the bus, and with the **inbox** its effect happens once.
//! What cannot be handled is **parked**, with everything later about the same thing, until somebody replays it.

mod bus;
mod consumer;
mod envelope;
mod inbox;
mod outbox;
mod parked;
mod relay;
mod schema;

pub use bus::{Bus, Delivery};
pub use consumer::{Subscription, consume};
pub use envelope::Envelope;
pub use inbox::Inbox;
pub use outbox::Outbox;
pub use parked::{Parked, list_parked, replay};
pub use relay::{drain, relay};
pub use schema::{all as schemas, validate};

/// The `events` schema's history.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/events");
