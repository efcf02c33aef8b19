//! The short version of what `make fault` does for longer: ten kills, and what carries the events away for some seconds.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped has failed")]

mod holding;
