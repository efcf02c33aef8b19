//! How old an order is, and until when it has to leave.

use crate::ui::{icon::Icon, when::moment_seen};
use contracts::orders::Status;
use leptos::prelude::*;
use time::{Duration, OffsetDateTime};

/// From here on the hours are counted.
const SOON: Duration = Duration::hours(24);

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

/// `2 h late`, `in 5 h`, `by Mon 30 Nov, 12:00`.
fn words(due: OffsetDateTime, now: OffsetDateTime, is_late: bool) -> String {
    let left = if is_late { now - due } else { due - now };
    let span = match left.whole_hours() {
        ..1 => format!("{} min", left.whole_minutes().max(0)),
        hours @ 1..48 => format!("{hours} h"),
        hours => format!("{} days", hours / 24),
    };
    match (is_late, left < SOON) {
        (true, _) => format!("{span} late"),
        (false, true) => format!("in {span}"),
        (false, false) => format!("by {}", moment_seen(due, now)),
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
    let (icon, look) = match (is_late, at - now < SOON) {
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
    fn hours_are_counted_down_and_then_counted_up() {
        let due = |at, is_late| words(at, NOW, is_late);

        assert_eq!(due(datetime!(2026-11-25 13:40 UTC), false), "in 5 h");
        assert_eq!(due(datetime!(2026-11-25 08:42 UTC), false), "in 12 min");
        assert_eq!(due(datetime!(2026-11-28 06:30 UTC), false), "by Sat 28\u{a0}Nov, 12:00");
        assert_eq!(due(datetime!(2026-11-25 06:00 UTC), true), "2 h late");
        assert_eq!(due(datetime!(2026-11-22 06:00 UTC), true), "3 days late");
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
