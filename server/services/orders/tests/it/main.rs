//! Orders at work, on a real PostgreSQL. Catalog and cart are worlds outside: they are played by [`market`].

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cancelling;
mod checking_out;
mod looking;
mod market;
mod paying;
mod paying_back;
mod placing;
mod repeating;
mod returning;
mod selling;
mod shop;
