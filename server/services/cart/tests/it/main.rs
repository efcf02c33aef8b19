#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod adding;
mod hearing;
mod market;
mod merging;
mod setting_aside;
mod viewing;
