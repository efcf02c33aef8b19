//! How far shoppers came.

use crate::{Analytics, error::Error, sold::day, store};
use contracts::{
    Caller,
    analytics::{Footfall, MOST_FOOTFALL},
    problem::Check,
};
use time::OffsetDateTime;

/// Notes steps on the day on which they are told. For Levomart itself.
pub async fn note(analytics: &Analytics, caller: &Caller, steps: &[Footfall]) -> Result<(), Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    let mut check = Check::default();
    check.that(steps.len() <= MOST_FOOTFALL, "steps", "Please tell of fewer shops at once.");
    check.done()?;
    let mut tx = analytics.db.begin().await?;
    store::steps::add(&mut tx, day(OffsetDateTime::now_utc()), steps).await?;
    Ok(tx.commit().await?)
}
