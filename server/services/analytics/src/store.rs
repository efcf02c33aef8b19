//! All SQL of analytics.

pub mod report;
pub mod sold;
pub mod steps;
