//! The hold: how long things are kept for the shopper who is about to pay.

use leptos::prelude::*;

/// How long a hold lasts in all, in seconds; the full ring.
const WHOLE_S: u32 = 15 * 60;

/// Length of the ring's line, in tenths of the drawing's units. (Whole numbers: the printing of others is large.)
const RING_TENTHS: u32 = 942;

/// Counts a hold down. At its end the page is loaded again, and says what now.
///
/// What is left comes from the server, so that a wrong clock in the browser does no harm. Without scripts the ring stands
/// still, and the time of day at which the hold ends says enough.
#[island]
pub fn Hold(
    /// Seconds left when the page was made; nothing counts down from zero.
    left_s: u32,
    /// When it ends, as the shopper's clock shows it: `14:21`.
    until: String,
) -> impl IntoView {
    let (left, set_left) = signal(left_s);
    count_down(left_s, set_left);
    view! {
        <div data-testid="hold" role="timer" aria-live="off" class="flex items-center gap-3 rounded-field bg-tint px-4 py-3">
            <svg class="size-9 shrink-0 -rotate-90 text-brand" viewBox="0 0 36 36" aria-hidden="true">
                <circle cx="18" cy="18" r="15" fill="none" class="stroke-line" stroke-width="3" />
                <circle
                    cx="18"
                    cy="18"
                    r="15"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="3"
                    stroke-linecap="round"
                    stroke-dasharray=tenths(RING_TENTHS)
                    stroke-dashoffset=move || gap(left.get())
                />
            </svg>
            <p class="text-sm leading-snug">
                <span class="block font-bold">"Held for you " <span class="tabular-nums">{move || clock(left.get())}</span></span>
                <span class="text-muted">{format!("Nobody else can buy these until {until}.")}</span>
            </p>
        </div>
    }
}

/// Minutes and seconds: `14:32`.
fn clock(left_s: u32) -> String {
    let (minutes, seconds) = (left_s / 60, left_s % 60);
    let nought = if seconds < 10 { "0" } else { "" };
    format!("{minutes}:{nought}{seconds}")
}

/// How much of the ring is open, in the drawing's units.
fn gap(left_s: u32) -> String {
    tenths((WHOLE_S - left_s.min(WHOLE_S)) * RING_TENTHS / WHOLE_S)
}

fn tenths(n: u32) -> String {
    format!("{}.{}", n / 10, n % 10)
}

#[cfg(feature = "hydrate")]
fn count_down(left_s: u32, set_left: WriteSignal<u32>) {
    use std::{cell::Cell, rc::Rc, time::Duration};
    if left_s == 0 {
        return;
    }
    // Against the clock, not by counting ticks: sleeping laptops and hidden tabs skip ticks.
    let began = js_sys::Date::now();
    let ticking: Rc<Cell<Option<IntervalHandle>>> = Rc::default();
    let own = ticking.clone();
    let tick = move || {
        let gone_s = (js_sys::Date::now() - began).max(0.0) / 1000.0;
        let left = left_s.saturating_sub(gone_s as u32);
        set_left.set(left);
        if left == 0 {
            if let Some(handle) = own.take() {
                handle.clear();
            }
            window().location().reload().ok();
        }
    };
    ticking.set(set_interval(tick, Duration::from_secs(1)).ok());
}

#[cfg(not(feature = "hydrate"))]
fn count_down(_: u32, _: WriteSignal<u32>) {}

#[cfg(test)]
mod tests {
    use super::{clock, gap};

    #[test]
    fn seconds_have_two_digits() {
        assert_eq!([872, 60, 9, 0].map(clock), ["14:32", "1:00", "0:09", "0:00"]);
    }

    #[test]
    fn the_ring_is_whole_at_first_and_open_at_the_end() {
        assert_eq!([5_000, 900, 450, 0].map(gap), ["0.0", "0.0", "47.1", "94.2"]);
    }
}
