//! What shoppers see, and how it is written.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod finding;
pub mod market;
mod narrowing;
mod paging;
mod reading;
mod seeding;
mod writing;
