//! HTTP as every slice speaks it.
//!
//! Problems instead of bare errors, the caller as an extractor, idempotency keys, and [`Upstream`], the way to another
//! slice's API.

mod access;
mod act;
mod document;
mod etag;
mod extract;
mod internal;
mod network;
mod refused;
mod retry;
mod service;
mod tokens;

mod errand;
mod upstream;

mod breaker;
mod remote;

mod gate;
mod pass;

pub use access::Access;
pub use act::Act;
pub use document::{SHOP, document};
pub use errand::{Origin, REQUEST_ID, address, heed_deadline, left, on_errand};
pub use etag::{IfMatch, Tagged, digest, etag, is_known};
pub use extract::{File, IdempotencyKey, Json, Path, Query, Who};
pub use gate::gated;
pub use internal::{is_transient, unexpected};
pub use network::network;
pub use pass::Passes;
pub use refused::Refused;
pub use remote::{CONNECT_TIMEOUT, Remote, Tried};
pub use retry::{AsLostRace, retry};
pub use service::{Gauge, Grpc, Service, Sweeper};
pub use tokens::{BadToken, Bearer, TokenKey, random_text};
pub use upstream::Upstream;
