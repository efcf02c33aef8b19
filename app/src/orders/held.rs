//! How long an order is still held.

use time::{OffsetDateTime, UtcOffset};

/// Seconds until a hold ends; zero when it has.
pub fn left_s(ends: OffsetDateTime) -> u32 {
    left_at(ends, OffsetDateTime::now_utc())
}

/// The time of day in India at which a hold ends: `14:21`
pub fn until(ends: OffsetDateTime) -> String {
    let ends = ends.to_offset(UtcOffset::from_hms(5, 30, 0).unwrap_or(UtcOffset::UTC));
    format!("{:02}:{:02}", ends.hour(), ends.minute())
}

fn left_at(ends: OffsetDateTime, now: OffsetDateTime) -> u32 {
    u32::try_from((ends - now).whole_seconds().max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_hold_that_has_ended_has_nothing_left() {
        let ends = datetime!(2026-11-25 08:51 UTC);

        assert_eq!(left_at(ends, datetime!(2026-11-25 08:36:28 UTC)), 872);
        assert_eq!(left_at(ends, datetime!(2026-11-25 09:00 UTC)), 0);
        assert_eq!(until(ends), "14:21");
    }
}
