//! How a parcel comes further.

use contracts::shipping::State;
use time::OffsetDateTime;

/// Whether a carrier that saw a parcel `at` this time in this `state` has news about one that stands so `since` then.
///
/// News come in any order. The latest counts, by the carrier's clock; what was delivered stays delivered.
pub fn is_news(now: State, since: OffsetDateTime, state: State, at: OffsetDateTime) -> bool {
    match (now, state) {
        (State::Delivered, _) => false,
        (_, State::Delivered) => true,
        // Since when it was announced is said by our clock, and the carrier may have had it in hand before.
        (State::Announced, _) => state > State::Announced,
        _ => (at, state) > (since, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    const NOON: OffsetDateTime = datetime!(2026-03-02 12:00 UTC);

    fn after(minutes: i64) -> OffsetDateTime {
        NOON + Duration::minutes(minutes)
    }

    #[test]
    fn the_latest_word_counts_whenever_it_comes() {
        assert!(is_news(State::InTransit, NOON, State::OutForDelivery, after(1)));
        assert!(is_news(State::OutForDelivery, NOON, State::Exception, after(1)));
        assert!(is_news(State::Exception, NOON, State::InTransit, after(1)));
        assert!(!is_news(State::OutForDelivery, NOON, State::InTransit, after(-1)));
        assert!(!is_news(State::InTransit, NOON, State::InTransit, NOON));
    }

    #[test]
    fn what_is_delivered_stays_delivered() {
        assert!(is_news(State::OutForDelivery, NOON, State::Delivered, after(-60)));
        assert!(State::ALL.into_iter().all(|state| !is_news(State::Delivered, NOON, state, after(60))));
    }

    #[test]
    fn a_carrier_may_have_a_parcel_in_hand_before_we_know_of_it() {
        assert!(is_news(State::Announced, NOON, State::InTransit, after(-60)));
        assert!(!is_news(State::Announced, NOON, State::Announced, after(60)));
    }
}
