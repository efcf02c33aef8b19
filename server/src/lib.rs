//! The executable's inside: configuration, the composition of slices, and the process around them.

pub mod check;
pub mod config;
pub mod database;
pub mod guard;
pub mod host;
pub mod mailbox;
pub mod roles;
pub mod seed;
pub mod session;
pub mod storefront;
pub mod telemetry;
