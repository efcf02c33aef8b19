//! The whole shop, told as stories.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped has failed")]

mod browser;
mod market;
mod shop;

mod buying;
mod checking;
mod crash;
mod functions;
mod last_one;
mod paying;
mod sessions;
mod strangers;
mod visiting;
mod walls;
