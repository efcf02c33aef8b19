//! The bus, told as stories on a real PostgreSQL and a real Kafka.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped has failed")]

mod catalogue;
mod delivering;
mod encoding;
mod parking;
mod rebuilding;
mod shop;
mod topics;
