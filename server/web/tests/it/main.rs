//! What it is to ask another process.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped has failed")]

mod asking;
