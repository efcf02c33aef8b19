//! The whole shop, told as stories.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped has failed")]

mod browser;
mod market;
mod process;
mod shop;

mod acting;
mod apart;
mod buying;
mod catalogue;
mod checking;
mod crash;
mod demo;
mod door;
mod errors;
mod functions;
mod goods;
mod last_one;
mod live;
mod looking_after;
mod openapi;
mod opening;
mod operating;
mod paying;
mod seeding;
mod selling;
mod sessions;
mod strangers;
mod visiting;
mod walls;
