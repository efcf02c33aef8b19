//! The executable's inside: configuration, the composition of slices, and the process around them.

// The type of a page is as deep as its markup, and deeper than the compiler expects of a type.
#![recursion_limit = "512"]

pub mod bus;
pub mod check;
pub mod config;
pub mod database;
pub mod door;
pub mod exports;
pub mod footfall;
pub mod guard;
pub mod health;
pub mod host;
pub mod imports;
pub mod internal;
pub mod invoice;
pub mod live;
pub mod mailbox;
pub mod media;
pub mod metrics;
pub mod openapi;
pub mod operate;
pub mod requests;
pub mod roles;
pub mod seed;
pub mod session;
pub mod statement;
pub mod storefront;
pub mod telemetry;
