//! All SQL of identity.

pub mod addresses;
pub mod sellers;
pub mod users;
