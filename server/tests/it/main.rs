//! The whole shop, told as stories.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped has failed")]

mod browser;
mod market;
mod process;
mod shop;

mod apart;
mod buying;
mod catalogue;
mod checking;
mod crash;
mod functions;
mod last_one;
mod operating;
mod paying;
mod sessions;
mod strangers;
mod visiting;
mod walls;
