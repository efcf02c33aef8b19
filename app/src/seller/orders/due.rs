//! How old an order is, and until when it has to leave.

use crate::ui::{icon::Icon, when::day};
use contracts::{delivery::today, orders::Status};
use leptos::prelude::*;
use time::OffsetDateTime;

/// `today`, `3 days ago`: age in days is enough for who looks at a list every day.
pub fn age(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let past = now - at;
    match (past.whole_days(), past.whole_hours()) {
        (..1, ..1) => "just now".to_owned(),
        (..1, hours) => format!("{hours} h ago"),
        (1, _) => "1 day ago".to_owned(),
        (days, _) => format!("{days} days ago"),
    }
}

/// Whole days in India until it is due; fewer than none once it was.
fn days_left(due: OffsetDateTime, now: OffsetDateTime) -> i64 {
    (today(due) - today(now)).whole_days()
}

/// `2 days late`, `due today`, `by Mon 30 Nov`.
fn words(due: OffsetDateTime, now: OffsetDateTime, is_late: bool) -> String {
    match (is_late, days_left(due, now)) {
        (true, 0..) => "late since today".to_owned(),
        (true, -1) => "1 day late".to_owned(),
        (true, days) => format!("{} days late", -days),
        (false, ..1) => "due today".to_owned(),
        (false, 1) => "due tomorrow".to_owned(),
        (false, _) => format!("by {}", day(today(due))),
    }
}

/// When an order has to leave; a dash when nothing has to.
#[component]
pub fn Due(status: Status, at: Option<OffsetDateTime>, is_late: bool) -> impl IntoView {
    let at = at.filter(|_| matches!(status, Status::Paid | Status::Packed));
    let Some(at) = at else {
        return view! { <span class="text-muted"><span aria-hidden="true">"–"</span><span class="sr-only">"nothing"</span></span> }.into_any();
    };
    let now = OffsetDateTime::now_utc();
    let (icon, look) = match (is_late, days_left(at, now) <= 1) {
        (true, _) => ("clock-alert", "font-semibold text-danger"),
        (false, true) => ("timer", "font-semibold text-warning"),
        (false, false) => ("clock", "text-muted"),
    };
    view! {
        <span data-testid="due" class=format!("inline-flex items-center gap-1.5 {look}")>
            <Icon name=icon class="size-3.5" />
            {words(at, now, is_late)}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-25 08:30 UTC);

    #[test]
    fn days_are_counted_in_india_until_it_is_due_and_from_then_on() {
        let due = |at, is_late| words(at, NOW, is_late);

        assert_eq!(due(datetime!(2026-11-27 18:29:59 UTC), false), "by Fri 27\u{a0}Nov");
        assert_eq!(due(datetime!(2026-11-26 18:29:59 UTC), false), "due tomorrow");
        assert_eq!(due(datetime!(2026-11-25 18:29:59 UTC), false), "due today");
        assert_eq!(due(datetime!(2026-11-25 06:00 UTC), true), "late since today");
        assert_eq!(due(datetime!(2026-11-24 18:29:59 UTC), true), "1 day late");
        assert_eq!(due(datetime!(2026-11-22 18:29:59 UTC), true), "3 days late");
    }

    #[test]
    fn an_order_grows_old_in_days() {
        let age = |at| age(at, NOW);

        assert_eq!(age(datetime!(2026-11-25 08:00 UTC)), "just now");
        assert_eq!(age(datetime!(2026-11-25 03:00 UTC)), "5 h ago");
        assert_eq!(age(datetime!(2026-11-24 08:00 UTC)), "1 day ago");
        assert_eq!(age(datetime!(2026-11-20 08:00 UTC)), "5 days ago");
    }
}
