//! When a parcel has to leave and when it arrives: working days, counted in India.

use time::{Date, Duration, OffsetDateTime, UtcOffset, Weekday, macros::time};

/// First and last working day on which a parcel may arrive, after the day on which it was ordered.
pub type Span = (u32, u32);

pub const STANDARD: Span = (3, 5);
pub const EXPRESS: Span = (1, 2);

/// Days within which a shop sends, as the spans expect it; a slower one adds the rest.
pub const USUAL_DAYS: u32 = 2;

/// India has one time zone, five and a half hours ahead of UTC.
pub const INDIA: UtcOffset = match UtcOffset::from_hms(5, 30, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

/// The day in India.
pub fn today(now: OffsetDateTime) -> Date {
    now.to_offset(INDIA).date()
}

/// First and last day on which something may arrive that is ordered `today`.
pub fn range(today: Date, (first, last): Span) -> (Date, Date) {
    (working_day(today, first), working_day(today, last))
}

/// The same from a shop that takes so many days to send.
pub fn range_from(today: Date, ships_in_days: u32, (first, last): Span) -> (Date, Date) {
    let more = ships_in_days.min(60).saturating_sub(USUAL_DAYS);
    range(today, (first + more, last + more))
}

/// When something has to leave that is paid `now`, from a shop that takes so many days to send: at the end of that working
/// day.
pub fn leaves_by(now: OffsetDateTime, ships_in_days: u32) -> OffsetDateTime {
    let today = today(now);
    let day = match ships_in_days {
        // The working day after yesterday: today, unless nobody works.
        0 => working_day(today.saturating_sub(Duration::DAY), 1),
        days => working_day(today, days),
    };
    day.with_time(time!(23:59:59)).assume_offset(INDIA)
}

/// The working day so many working days after `today`. Shops and carriers rest on Saturday and Sunday.
fn working_day(today: Date, days: u32) -> Date {
    let mut day = today;
    for _ in 0..days {
        day = day.saturating_add(Duration::DAY);
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.saturating_add(Duration::DAY);
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime};

    #[test]
    fn nothing_arrives_at_a_weekend() {
        let friday = date!(2026 - 03 - 06);

        assert_eq!(range(friday, EXPRESS), (date!(2026 - 03 - 09), date!(2026 - 03 - 10)));
        assert_eq!(range(friday, STANDARD), (date!(2026 - 03 - 11), date!(2026 - 03 - 13)));
    }

    #[test]
    fn a_slow_shop_adds_its_days() {
        let monday = date!(2026 - 03 - 02);

        for usual in 0..=USUAL_DAYS {
            assert_eq!(range_from(monday, usual, STANDARD), range(monday, STANDARD), "{usual}");
        }
        assert_eq!(range_from(monday, 5, STANDARD), (date!(2026 - 03 - 10), date!(2026 - 03 - 12)));
    }

    #[test]
    fn a_day_begins_in_india() {
        assert_eq!(today(datetime!(2026-03-05 18:29 UTC)), date!(2026 - 03 - 05));
        assert_eq!(today(datetime!(2026-03-05 18:30 UTC)), date!(2026 - 03 - 06));
    }

    #[test]
    fn a_parcel_leaves_by_the_end_of_a_working_day() {
        let (friday, saturday) = (datetime!(2026-03-06 12:00 UTC), datetime!(2026-03-06 18:30 UTC));
        let day = |now, days| leaves_by(now, days).date();

        assert_eq!(leaves_by(friday, 0), datetime!(2026-03-06 23:59:59 +5:30));
        assert_eq!([0, 1, 2, 6].map(|days| day(friday, days).day()), [6, 9, 10, 16]);
        assert_eq!([0, 1, 2, 6].map(|days| day(saturday, days).day()), [9, 9, 10, 16]);
    }

    proptest! {
        #[test]
        fn every_range_lies_on_working_days_after_today(day in 0_i64..40_000) {
            let today = date!(2000 - 01 - 01) + Duration::days(day);

            for (earliest, latest) in [range(today, STANDARD), range(today, EXPRESS)] {
                prop_assert!(today < earliest && earliest < latest);
                prop_assert!(latest - today <= Duration::days(7));
                for date in [earliest, latest] {
                    prop_assert!(date.weekday().number_from_monday() <= 5);
                }
            }
        }
    }
}
