//! Searches that found nothing.

use crate::{Analytics, error::Error, sold::day, store};
use contracts::{Caller, analytics::Searched};
use time::OffsetDateTime;

/// What is longer was not typed by somebody who looks for something.
const LONGEST: usize = 80;

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
