//! Stock: held, given back, sold, returned; by many at once.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod adjusting;
mod holding;
mod model;
mod racing;
mod settling;
mod shelf;
