//! The bus, told as stories on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped has failed")]

mod delivering;
mod parking;
mod shop;
