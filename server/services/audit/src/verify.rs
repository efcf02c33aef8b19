//! Whether the chain holds.

use crate::{
    Audit,
    chain::{Hash, ROOT, hash},
    error::Error,
    store,
};
use contracts::{Caller, audit::Chain};
use sqlx::PgConnection;

/// Entries that are looked at in one go.
const BATCH: i64 = 2_000;

/// Entries that are looked at while somebody waits: a fraction of a second.
const LATEST: i64 = 10_000;

/// Looks at every entry from the first on, and stops where one is missing, or is not what it was.
pub async fn verify(db: &mut PgConnection) -> anyhow::Result<Chain> {
    verify_behind(db, 0, ROOT).await
}

/// Looks at the entries behind a place where the chain has this hash.
async fn verify_behind(db: &mut PgConnection, place: i64, hash_there: Hash) -> anyhow::Result<Chain> {
    let (mut seq, mut head) = (place, hash_there);
    let first = place + 1;
    loop {
        let links = store::links(db, seq, BATCH).await?;
        for link in &links {
            let expected = hash(&head, seq + 1, link.recorded_at, &link.entry);
            if link.seq != seq + 1 || link.before != head || link.hash != expected {
                return Ok(Chain { first, entries: seq - place, broken: Some(seq + 1), head: None });
            }
            (seq, head) = (link.seq, expected);
        }
        if links.is_empty() {
            return Ok(Chain { first, entries: seq - place, broken: None, head: (seq > 0).then(|| hex::encode(head)) });
        }
    }
}

/// The same for admins, who wait for it: of a long chain, the latest entries.
pub async fn verify_for(audit: &Audit, caller: &Caller) -> Result<Chain, Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    let db = &mut *audit.db.acquire().await?;
    let place = store::last(db).await?.map_or(0, |last| last.seq - LATEST);
    // Where the entry at that place is missing, the look from the beginning finds it.
    match store::hash_at(db, place).await? {
        Some(hash) => Ok(verify_behind(db, place, hash).await?),
        None => Ok(verify(db).await?),
    }
}
