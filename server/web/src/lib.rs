//! HTTP as every slice speaks it.
//!
//! Problems instead of bare errors, the caller as an extractor, idempotency keys, and [`Upstream`], the way to another
//! slice's API.

mod access;
mod extract;
mod internal;
mod refused;
mod retry;
mod service;
mod upstream;

pub use access::Access;
pub use extract::{IdempotencyKey, Json, Path, Query, Who};
pub use internal::{is_transient, unexpected};
pub use refused::Refused;
pub use retry::{AsLostRace, retry};
pub use service::{Service, Sweeper};
pub use upstream::Upstream;
