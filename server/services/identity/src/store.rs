//! All SQL of identity.

pub mod addresses;
pub mod grants;
pub mod members;
pub mod people;
pub mod seed;
pub mod sellers;
pub mod users;
