//! The days that a report is about: `days`, or `from` and `to` in the query string.

use super::{
    address,
    button::{self, Kind, Size},
    chart::Point,
    tabs::{Segments, Tab},
};
use crate::visit;
use contracts::{
    Currency, Money,
    analytics::{Day, MOST_DAYS, Range, Steps},
    delivery::INDIA,
};
use leptos::prelude::*;
use std::iter;
use time::{
    Date, Duration, OffsetDateTime,
    macros::{date, format_description},
};

/// Some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    /// What the query string says; without it the last `days`.
    pub fn asked(days: i64) -> Self {
        let date = |name| {
            visit::query_value(name)
                .and_then(|text| Date::parse(&text, format_description!("[year]-[month]-[day]")).ok())
        };
        let last = visit::query_value("days").and_then(|days| days.parse().ok());
        Self::read(today(), date("from"), date("to"), last.unwrap_or(days))
    }

    /// The last `days`, today included.
    pub fn last(days: i64) -> Self {
        Self::read(today(), None, None, days)
    }

    fn read(today: Date, from: Option<Date>, to: Option<Date>, days: i64) -> Self {
        // Far enough back for everybody, and far enough from the first day that there is.
        let to = to.unwrap_or(today).clamp(date!(2001 - 01 - 01), today);
        let back = |days: i64| to - Duration::days(days.clamp(1, MOST_DAYS) - 1);
        let from = from.map_or_else(|| back(days), |from| from.clamp(back(MOST_DAYS), to));
        Self { from, to }
    }

    pub fn days(self) -> i64 {
        (self.to - self.from).whole_days() + 1
    }

    pub fn range(self) -> Range {
        Range { from: self.from, to: self.to }
    }

    /// `9 Nov to 22 Nov 2026`, and `2 Dec 2025 to 1 Dec 2026`
    pub fn words(self) -> String {
        let (from, to) = (self.from.year(), self.to.year());
        let year = if from == to { String::new() } else { format!(" {from}") };
        format!("{}{year} to {} {to}", short(self.from), short(self.to))
    }
}

/// Today in India.
pub fn today() -> Date {
    OffsetDateTime::now_utc().to_offset(INDIA).date()
}

/// `9 Nov`
fn short(date: Date) -> String {
    format!("{} {}", date.day(), &date.month().to_string()[..3])
}

/// What some days brought together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub revenue_minor: i64,
    pub orders: i64,
    pub units: i64,
    pub steps: Steps,
}

impl Totals {
    pub fn of<'a>(days: impl IntoIterator<Item = &'a Day>) -> Self {
        days.into_iter().fold(Self::default(), |sum, day| Self {
            revenue_minor: sum.revenue_minor.saturating_add(day.revenue.minor),
            orders: sum.orders + i64::from(day.orders),
            units: sum.units + i64::from(day.units),
            steps: sum.steps.plus(day.steps),
        })
    }
}

/// In which currency a report is.
pub fn currency(days: &[Day]) -> Currency {
    days.first().map_or(Currency::Inr, |day| day.revenue.currency)
}

/// An amount of a report.
pub fn money(days: &[Day], minor: i64) -> String {
    Money::new(minor, currency(days)).to_string()
}

/// Revenue day by day as points of a chart, each with its counterpart of the days before.
pub fn points(days: &[Day], before: &[Day]) -> Vec<Point> {
    let before = before.iter().map(|day| Some(day.revenue.minor)).chain(iter::repeat(None));
    let point = |(day, before): (&Day, _)| Point { label: short(day.date), value: day.revenue.minor, before };
    days.iter().zip(before).map(point).collect()
}

/// Common periods, in the head of a page.
#[component]
pub fn Periods(period: Period, lengths: &'static [i64]) -> impl IntoView {
    let tabs = lengths.iter().map(|days| {
        let href = address::with(&[("days", &days.to_string()), ("from", ""), ("to", "")]);
        Tab::new(format!("{days} days"), href, period == Period::last(*days))
    });
    view! { <Segments label="Period" tabs=tabs.collect() /> }.into_any()
}

/// Any period, as two days.
#[component]
pub fn PeriodForm(period: Period) -> impl IntoView {
    let day = |name: &'static str, label: &'static str, value: Date| {
        view! {
            <label class="flex items-center gap-2 text-xs text-muted">
                {label}
                <input
                    type="date"
                    name=name
                    value=value.to_string()
                    max=today().to_string()
                    required
                    class="h-8 rounded-tool border border-edge bg-surface px-2 text-tool text-ink tabular-nums pointer-coarse:h-10 pointer-coarse:text-base"
                />
            </label>
        }
    };
    view! {
        <form method="get" class="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2" aria-label="Period">
            {day("from", "From", period.from)}
            {day("to", "To", period.to)}
            <button type="submit" class=button::classes(Kind::Plain, Size::Row)>"Show"</button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 22);

    fn day(date: Date, rupees: i64) -> Day {
        Day { date, revenue: Money::new(rupees * 100, Currency::Inr), orders: 1, units: 2, steps: Steps::VIEW }
    }

    #[test]
    fn a_period_ends_today_at_the_latest_and_is_a_year_at_most() {
        let week = Period::read(TODAY, None, None, 7);
        let asked = Period::read(TODAY, Some(date!(2020 - 01 - 01)), Some(date!(2027 - 01 - 01)), 7);
        let turned = Period::read(TODAY, Some(date!(2026 - 11 - 20)), Some(date!(2026 - 11 - 10)), 7);

        assert_eq!((week.from, week.to, week.days()), (date!(2026 - 11 - 16), TODAY, 7));
        assert_eq!((asked.to, asked.days()), (TODAY, MOST_DAYS));
        assert_eq!(turned.days(), 1);
        assert_eq!(
            (week.words(), asked.words()),
            ("16 Nov to 22 Nov 2026".into(), "22 Nov 2025 to 22 Nov 2026".into())
        );
        assert!(asked.range().check().is_ok());
    }

    #[test]
    fn days_are_compared_with_their_counterparts() {
        let days = [day(date!(2026 - 11 - 21), 7), day(TODAY, 9)];
        let before = [day(date!(2026 - 11 - 19), 5)];

        let points = points(&days, &before);

        assert_eq!(
            points.iter().map(|point| (point.value, point.before)).collect::<Vec<_>>(),
            [(700, Some(500)), (900, None)]
        );
        let steps = Steps { views: 2, ..Steps::default() };
        assert_eq!(Totals::of(&days), Totals { revenue_minor: 1_600, orders: 2, units: 4, steps });
    }
}
