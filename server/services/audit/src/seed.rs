//! The log of a shop that was made up for measurements.

use crate::{
    append::place,
    store::{self, Last, Link},
};
use contracts::events::AuditRecorded;
use sqlx::PgPool;

/// Appends acts, none of which may be there yet, as if each had been recorded when it was done. How things stood before,
/// reasons and addresses are none of it.
pub async fn seed(db: &PgPool, acts: &[AuditRecorded]) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    store::lock_chain(&mut tx).await?;
    let mut last = store::last(&mut tx).await?;
    let mut links: Vec<Link> = Vec::with_capacity(acts.len());
    for act in acts {
        let link = place(last.as_ref(), act.at, act);
        last = Some(Last { seq: link.seq, recorded_at: link.recorded_at, hash: link.hash });
        links.push(link);
    }
    store::insert_all(&mut tx, &links).await?;
    Ok(tx.commit().await?)
}
