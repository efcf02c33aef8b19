//! Puts an act at the end of the chain.

use crate::{
    Audit,
    chain::{ROOT, hash},
    error::Error,
    store::{self, Last, Link},
};
use contracts::{Caller, events::AuditRecorded};
use sqlx::PgConnection;
use time::OffsetDateTime;

/// Appends an entry; one that is there already changes nothing. One at a time, so that the chain does not fork.
pub async fn append(tx: &mut PgConnection, entry: &AuditRecorded) -> Result<(), sqlx::Error> {
    store::lock_chain(tx).await?;
    if store::exists(tx, entry.entry).await? {
        return Ok(());
    }
    let now = store::now(tx).await?;
    let last = store::last(tx).await?;
    store::insert(tx, &place(last.as_ref(), now, entry)).await
}

/// The entry at its place behind the last one.
pub fn place(last: Option<&Last>, now: OffsetDateTime, entry: &AuditRecorded) -> Link {
    // A clock that was set back must not make the later entry the earlier one.
    let (seq, recorded_at) = last.map_or((1, now), |last| (last.seq + 1, now.max(last.recorded_at)));
    let before = last.map_or(ROOT, |last| last.hash);
    Link { seq, recorded_at, entry: entry.clone(), before, hash: hash(&before, seq, recorded_at, entry) }
}

/// Records what a part of Levomart without an outbox tells.
pub async fn record(audit: &Audit, caller: &Caller, entry: &AuditRecorded) -> Result<(), Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    let mut tx = audit.db.begin().await?;
    append(&mut tx, entry).await?;
    Ok(tx.commit().await?)
}
