//! All SQL of identity.

pub mod addresses;
pub mod members;
pub mod people;
pub mod sellers;
pub mod users;
