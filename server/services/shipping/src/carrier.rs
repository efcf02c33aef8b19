//! Who takes parcels to people, and how they tell of them.

mod simulated;

pub use simulated::Message;

use crate::error::Error;
use axum::http::HeaderMap;
use contracts::shipping::{CARRIERS, State};
use simulated::Simulated;
use time::OffsetDateTime;

/// A carrier as shipping knows it. Each has webhooks of its own kind; what they say is the same.
pub trait Carrier: Send + Sync {
    /// The word for it, in tables and in the path of its webhook.
    fn code(&self) -> &'static str;

    /// What people call it.
    fn name(&self) -> &'static str;

    /// Where it says how a parcel stands.
    fn link(&self, tracking: &str) -> String;

    /// Whether its parcels come further by the clock.
    fn is_simulated(&self) -> bool;

    /// When a webhook was signed (Unix seconds), if it was with this key.
    fn signed_at(&self, key: &[u8], headers: &HeaderMap, body: &[u8]) -> Option<i64>;

    /// What a webhook says.
    ///
    /// # Errors
    /// [`Error::BadCallback`] if it cannot be read, [`Error::BadScan`] if it makes no sense.
    fn read(&self, body: &[u8]) -> Result<News, Error>;
}

/// A parcel was seen.
pub struct News {
    /// The carrier's id of this scan; repeats bear the same.
    pub id: String,
    pub tracking: String,
    pub state: State,
    pub at: OffsetDateTime,
    pub place: Option<String>,
}

/// All that sellers can choose from. A real one is a file beside `simulated`, and its line here as in `contracts`.
pub fn all() -> [Box<dyn Carrier>; CARRIERS.len()] {
    let [swiftline, meridian, kite] = CARRIERS;
    [Box::new(Simulated(swiftline)), Box::new(Simulated(meridian)), Box::new(Simulated(kite))]
}

/// The carrier with this code.
pub fn find(code: &str) -> Option<Box<dyn Carrier>> {
    all().into_iter().find(|carrier| carrier.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_carrier_that_sellers_can_choose_is_heard_under_its_own_code() {
        assert_eq!(all().map(|carrier| carrier.code()), CARRIERS.map(|carrier| carrier.code));
        assert!(find("pigeon").is_none());
    }
}
