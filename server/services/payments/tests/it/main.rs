//! Stories about paying, on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod shop;

mod calling_back;
mod cancelling;
mod owning;
mod paying;
mod recording;
mod selling;
mod settling;
