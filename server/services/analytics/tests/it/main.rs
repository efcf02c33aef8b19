//! Stories of analytics, on a real database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod market;
mod reporting;
