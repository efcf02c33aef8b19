//! Makes sure that a request is done once, however often it is sent.

use crate::{Orders, error::Error, store::idempotency};
use contracts::{
    ids::GroupId,
    orders::{PlaceOrder, Placed},
};
use sha2::{Digest, Sha256};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// How long, and how often, a repeat looks whether the first one is done.
const LOOKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// The right to work on a request. Lost when it is held for so long that a repeat takes over.
#[derive(Clone, Debug)]
pub struct Claim {
    pub subject: Uuid,
    pub key: String,
    /// The group to make. Fixed with the first claim, so that after a crash the same stock is held, not more of it.
    pub group: GroupId,
    /// When the claim was made; nobody else's claim has the same moment.
    pub locked_at: OffsetDateTime,
}

/// What there is to do about a request.
#[derive(Debug)]
pub enum Begun {
    Ours(Claim),
    /// It was done before, with this answer.
    Done(Placed),
}

/// Claims the request, or waits for whoever has it, up to five seconds.
///
/// # Errors
/// [`Error::KeyReused`] for another request under the same key, [`Error::InProgress`] when the wait was in vain.
pub async fn begin(orders: &Orders, subject: Uuid, key: &str, request: &PlaceOrder) -> Result<Begun, Error> {
    let fingerprint = Sha256::digest(serde_json::to_vec(request).map_err(anyhow::Error::from)?);
    for _ in 0..LOOKS {
        if let Some(begun) = look(orders, subject, key, &fingerprint).await? {
            return Ok(begun);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(Error::InProgress)
}

/// Claims the request or finds its answer; `None` while somebody works on it, and when they have just given up.
async fn look(orders: &Orders, subject: Uuid, key: &str, fingerprint: &[u8]) -> Result<Option<Begun>, Error> {
    let db = &mut *orders.db.acquire().await?;
    if let Some(claim) = idempotency::claim(db, subject, key, fingerprint, GroupId(Uuid::now_v7())).await? {
        return Ok(Some(Begun::Ours(claim)));
    }
    match idempotency::find(db, subject, key).await? {
        Some(earlier) if earlier.fingerprint != fingerprint => Err(Error::KeyReused),
        Some(earlier) => Ok(earlier.answer.map(Begun::Done)),
        None => Ok(None),
    }
}
