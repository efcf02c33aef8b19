//! Figures from the journal.

use crate::journal::{Asked, Lines, Outcome};

/// From one moment to another, milliseconds since the run began; the second is not in it.
pub type Window = (u64, u64);

/// How one kind of request went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub asked: usize,
    /// Not answered, or not done.
    pub failed: usize,
    /// Broken connections and silence.
    pub unanswered: usize,
    /// Answered with 500, or with a 503 that does not say when to try again.
    pub rude: usize,
    pub p50_ms: u64,
    pub p99_ms: u64,
    /// The longest, answered or not.
    pub longest_ms: u64,
    took_ms: u64,
}

impl Figures {
    /// Looks at the requests that began in any of these windows.
    pub fn of(lines: &Lines, windows: &[Window], which: impl Fn(&Asked) -> bool) -> Self {
        let within = |at_ms: u64| windows.iter().any(|(from_ms, to_ms)| (*from_ms..*to_ms).contains(&at_ms));
        let among = |asked: &&Asked| within(asked.at_ms) && which(asked);
        let among: Vec<&Asked> = lines.asked.iter().filter(among).collect();
        let count = |what: fn(&Asked) -> bool| among.iter().filter(|asked| what(asked)).count();
        let mut times: Vec<u64> =
            among.iter().filter(|asked| asked.status.is_some()).map(|asked| asked.took_ms).collect();
        times.sort_unstable();
        // The nearest rank: so many of a hundred took that long or less.
        let at = |of_hundred: usize| times.get((times.len() * of_hundred).div_ceil(100).saturating_sub(1));
        Self {
            asked: among.len(),
            failed: count(|asked| asked.outcome != Outcome::Done),
            unanswered: count(|asked| asked.status.is_none()),
            rude: count(|asked| {
                asked.status.is_some_and(|status| status >= 500 && !(status == 503 && asked.retry_after))
            }),
            p50_ms: at(50).copied().unwrap_or_default(),
            p99_ms: at(99).copied().unwrap_or_default(),
            longest_ms: among.iter().map(|asked| asked.took_ms).max().unwrap_or_default(),
            took_ms: windows.iter().map(|(from_ms, to_ms)| to_ms - from_ms).sum(),
        }
    }

    pub fn per_second(&self) -> f64 {
        1000.0 * self.asked as f64 / self.took_ms.max(1) as f64
    }

    /// `3 of 1200`.
    pub fn failed_of_all(&self) -> String {
        format!("{} of {}", self.failed, self.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Step;

    fn asked(at_ms: u64, took_ms: u64, status: Option<u16>) -> Asked {
        Asked {
            at_ms,
            took_ms,
            visit: String::new(),
            step: Step::Place,
            sent: [].into(),
            outcome: if status == Some(303) { Outcome::Done } else { Outcome::Unknown },
            status,
            location: String::new(),
            retry_after: false,
            said: String::new(),
        }
    }

    #[test]
    fn times_are_of_answers_and_failures_of_everything() {
        let mut lines = Lines::default();
        lines.asked.extend((0..100).map(|n| asked(n, n, Some(303))));
        lines.asked.extend([asked(50, 20_000, None), asked(60, 5, Some(503)), asked(5000, 1, None)]);

        let figures = Figures::of(&lines, &[(0, 40), (40, 1000)], |_| true);

        assert_eq!((figures.asked, figures.failed, figures.unanswered, figures.rude), (102, 2, 1, 1));
        assert_eq!((figures.p50_ms, figures.p99_ms, figures.longest_ms), (49, 98, 20_000));
        assert_eq!(figures.per_second(), 102.0);
        assert_eq!(Figures::of(&lines, &[(2000, 3000)], |_| true).p99_ms, 0);
    }
}
