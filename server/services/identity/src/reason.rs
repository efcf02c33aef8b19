//! Why something was decided, as it is kept.

use contracts::{Problem, problem::Check};

/// The most characters of a reason.
const LONGEST: usize = 1000;

/// The reason without spaces around it, if it says something.
pub fn given(text: &str) -> Result<String, Problem> {
    let reason = perhaps(text)?;
    let mut check = Check::default();
    check.that(reason.chars().count() >= 3, "reason", "Please say why; it is kept.");
    check.done().map(|()| reason)
}

/// The reason without spaces around it; none is all right.
pub fn perhaps(text: &str) -> Result<String, Problem> {
    let reason = text.trim();
    let mut check = Check::default();
    check.that(reason.chars().count() <= LONGEST, "reason", "This is too long; 1000 characters fit.");
    // PostgreSQL stores no NUL, and none of the others has a meaning here but the end of a line.
    let plain = !reason.chars().any(|c| c.is_control() && c != '\n' && c != '\r');
    check.that(plain, "reason", "Please leave control characters out.");
    check.done().map(|()| reason.to_owned())
}
