//! All SQL of orders.

pub mod groups;
pub mod idempotency;
pub mod orders;
pub mod parcels;
pub mod returns;
pub mod seed;
pub mod sold;

use sqlx::Error;

/// What a text of the database stands for. The database's own checks let no other text in.
fn known<T>(value: Option<T>, text: &str) -> Result<T, Error> {
    value.ok_or_else(|| Error::Decode(format!("`{text}` is not known").into()))
}
