//! Puts an act at the end of the chain.

use crate::{
    Audit,
    chain::{ROOT, hash},
    error::Error,
    store::{self, Last, Link},
};
use contracts::{Caller, events::AuditRecorded};
use sqlx::PgConnection;

/// Appends an entry; one that is there already changes nothing. One at a time, so that the chain does not fork.
pub async fn append(tx: &mut PgConnection, entry: &AuditRecorded) -> Result<(), sqlx::Error> {
    store::lock_chain(tx).await?;
    if store::exists(tx, entry.entry).await? {
        return Ok(());
    }
    let now = store::now(tx).await?;
    let last = store::last(tx).await?.unwrap_or(Last { seq: 0, recorded_at: now, hash: ROOT });
    // A clock that was set back must not make the later entry the earlier one.
    let (seq, recorded_at) = (last.seq + 1, now.max(last.recorded_at));
    let hash = hash(&last.hash, seq, recorded_at, entry);
    store::insert(tx, &Link { seq, recorded_at, entry: entry.clone(), before: last.hash, hash }).await
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
