//! Searches that found nothing.

use crate::{Analytics, error::Error, sold::day, store};
use contracts::{Caller, analytics::Searched};
use time::{Duration, OffsetDateTime};
use web::Sweeper;

/// What is longer was not typed by somebody who looks for something.
const LONGEST: usize = 80;

/// Days for which a search is kept: the longest report, and a month to spare.
const KEPT_DAYS: i64 = 400;

const PURGE: std::time::Duration = std::time::Duration::from_secs(3_600);

/// Notes a search that found nothing; all others are no news. For Levomart itself.
pub async fn note(analytics: &Analytics, caller: &Caller, searched: &Searched) -> Result<(), Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    let q = searched.q.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if searched.results > 0 || q.is_empty() || q.chars().count() > LONGEST || q.chars().any(char::is_control) {
        return Ok(());
    }
    Ok(store::sold::note_fruitless(&mut *analytics.db.acquire().await?, day(OffsetDateTime::now_utc()), &q).await?)
}

/// Forgets searches by the clock.
pub fn sweeper(analytics: &Analytics) -> Sweeper {
    let analytics = analytics.clone();
    Sweeper::new("old searches", PURGE, move || forget(analytics.clone()))
}

/// Forgets what no report tells of: what is too old, and of days gone by what was rare.
async fn forget(analytics: Analytics) -> anyhow::Result<()> {
    let today = day(OffsetDateTime::now_utc());
    let (oldest, yesterday) = (today - Duration::days(KEPT_DAYS), today - Duration::DAY);
    let db = &mut *analytics.db.acquire().await?;
    while store::sold::delete_fruitless(db, oldest).await? > 0 {}
    while store::sold::delete_rare_fruitless(db, oldest, yesterday).await? > 0 {}
    Ok(())
}
