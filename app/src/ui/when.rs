//! Dates and times as people say them, with the weekday.

use time::{Date, OffsetDateTime, UtcOffset};

/// India has one time zone, five and a half hours ahead of UTC.
fn india() -> UtcOffset {
    UtcOffset::from_hms(5, 30, 0).unwrap_or(UtcOffset::UTC)
}

/// `Wed 25 Nov`
pub fn day(date: Date) -> String {
    let (weekday, month) = (date.weekday().to_string(), date.month().to_string());
    format!("{} {}\u{a0}{}", &weekday[..3], date.day(), &month[..3])
}

/// `Thu 26 to Sat 28 Nov`; one day stays one day.
pub fn day_range(earliest: Date, latest: Date) -> String {
    if earliest == latest {
        return day(earliest);
    }
    let same_month = earliest.month() == latest.month() && earliest.year() == latest.year();
    let first =
        if same_month { format!("{} {}", &earliest.weekday().to_string()[..3], earliest.day()) } else { day(earliest) };
    format!("{first} to {}", day(latest))
}

/// The day of a moment in India: `Wed 25 Nov 2026`
pub fn day_of(at: OffsetDateTime) -> String {
    let at = at.to_offset(india());
    format!("{} {}", day(at.date()), at.year())
}

/// A moment in India: `Wed 25 Nov, 14:05`; of another year `Tue 25 Nov 2025, 14:05`.
pub fn moment(at: OffsetDateTime) -> String {
    moment_seen(at, OffsetDateTime::now_utc())
}

/// A moment as it is told at another, from which one knows the year.
fn moment_seen(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let (at, now) = (at.to_offset(india()), now.to_offset(india()));
    let day = if at.year() == now.year() { day(at.date()) } else { day_of(at) };
    format!("{day}, {:02}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::{day, day_of, day_range, moment_seen};
    use time::macros::{date, datetime};

    #[test]
    fn days_bear_their_weekday() {
        assert_eq!(day(date!(2026 - 11 - 25)), "Wed 25\u{a0}Nov");
        assert_eq!(day_range(date!(2026 - 11 - 26), date!(2026 - 11 - 28)), "Thu 26 to Sat 28\u{a0}Nov");
        assert_eq!(day_range(date!(2026 - 11 - 30), date!(2026 - 12 - 2)), "Mon 30\u{a0}Nov to Wed 2\u{a0}Dec");
        assert_eq!(day_range(date!(2026 - 11 - 30), date!(2026 - 11 - 30)), "Mon 30\u{a0}Nov");
    }

    #[test]
    fn evenings_in_utc_are_the_next_day_in_india() {
        let told = |at| moment_seen(at, datetime!(2026-11-25 12:00 UTC));
        assert_eq!(told(datetime!(2026-11-24 20:35 UTC)), "Wed 25\u{a0}Nov, 02:05");
        assert_eq!(told(datetime!(2025-11-24 20:35 UTC)), "Tue 25\u{a0}Nov 2025, 02:05");
        assert_eq!(day_of(datetime!(2026-12-31 20:35 UTC)), "Fri 1\u{a0}Jan 2027");
    }
}
