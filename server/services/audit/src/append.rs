//! Puts an act at the end of the chain.

use crate::{
    Audit,
    chain::{ROOT, hash},
    error::Error,
    store::{self, Last, Link},
};
use contracts::{Caller, events::AuditRecorded};
use sqlx::{PgConnection, PgPool};
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

/// Records what is about to be done where there is no outbox.
pub async fn record(db: &PgPool, entry: &AuditRecorded) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    append(&mut tx, entry).await?;
    tx.commit().await
}

/// The same for a part of Levomart that asks.
pub async fn record_for(audit: &Audit, caller: &Caller, entry: &AuditRecorded) -> Result<(), Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    Ok(record(&audit.db, entry).await?)
}
