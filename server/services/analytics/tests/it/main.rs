//! Stories of analytics, on a real database.

mod market;
mod reporting;
