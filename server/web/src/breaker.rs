//! Spares a process that does not answer, and those who would wait for it.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// So many failures in a row are no accident.
const FAILURES: u32 = 5;

/// After this long one question is let through to find out.
const PAUSE: Duration = Duration::from_secs(2);

/// Counts failures in a row. From the fifth on nobody is let through, but for one every two seconds, until one is answered.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
}

impl Breaker {
    /// Whether somebody may ask now.
    pub fn admits(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.open_until {
            Some(until) if now < until => false,
            Some(_) => {
                // This one finds out. Should nothing be heard of it, another one may, later.
                state.open_until = Some(now + PAUSE);
                true
            }
            None => true,
        }
    }

    /// Notes how it went; `true` when from now on nobody is let through.
    pub fn note(&self, answered: bool, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answered {
            *state = State::default();
            return false;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.open_until = Some(now + PAUSE);
        }
        state.failures == FAILURES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A breaker that has just opened, and when that was.
    fn open() -> (Breaker, Instant) {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 1..FAILURES {
            assert!(!breaker.note(false, now));
        }
        assert!(breaker.admits(now));
        assert!(breaker.note(false, now));
        (breaker, now)
    }

    #[test]
    fn after_five_failures_in_a_row_nobody_asks() {
        let (breaker, now) = open();

        assert!(!breaker.admits(now));
        assert!(!breaker.admits(now + PAUSE / 2));
    }

    #[test]
    fn an_answer_in_between_begins_the_count_anew() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 0..3 {
            breaker.note(false, now);
            breaker.note(false, now);
            breaker.note(true, now);
        }

        assert!(breaker.admits(now));
    }

    #[test]
    fn after_a_pause_one_finds_out_for_all() {
        let (breaker, now) = open();
        let later = now + PAUSE;

        assert!(breaker.admits(later));
        assert!(!breaker.admits(later), "the others wait for the one");
        breaker.note(false, later);
        assert!(!breaker.admits(later + PAUSE / 2));
        assert!(breaker.admits(later + PAUSE));
        breaker.note(true, later + PAUSE);
        assert!(breaker.admits(later + PAUSE));
    }
}
