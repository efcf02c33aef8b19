//! Whether the chain holds.

use crate::{
    Audit,
    chain::{ROOT, hash},
    error::Error,
    store,
};
use contracts::{Caller, audit::Chain};
use sqlx::PgConnection;

/// Entries that are looked at in one go.
const BATCH: i64 = 2_000;

/// Looks at every entry from the first on, and stops where one is missing, or is not what it was.
pub async fn verify(db: &mut PgConnection) -> anyhow::Result<Chain> {
    let (mut seq, mut head) = (0, ROOT);
    loop {
        let links = store::links(db, seq, BATCH).await?;
        for link in &links {
            let expected = hash(&head, seq + 1, link.recorded_at, &link.entry);
            if link.seq != seq + 1 || link.before != head || link.hash != expected {
                return Ok(Chain { entries: store::count(db).await?, broken: Some(seq + 1), head: None });
            }
            (seq, head) = (link.seq, expected);
        }
        if links.is_empty() {
            return Ok(Chain { entries: seq, broken: None, head: (seq > 0).then(|| hex::encode(head)) });
        }
    }
}

/// The same for admins.
pub async fn verify_for(audit: &Audit, caller: &Caller) -> Result<Chain, Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    Ok(verify(&mut *audit.db.acquire().await?).await?)
}
