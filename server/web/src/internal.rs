//! Failures that are nobody's request's fault.

use contracts::{Kind, Problem};

/// Whether trying again later may help: a database, broker or slice is away, too busy, or lost a race.
pub fn is_transient(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        if let Some(problem) = cause.downcast_ref::<Problem>() {
            return matches!(problem.kind, Kind::Unavailable | Kind::TooMany);
        }
        match cause.downcast_ref::<sqlx::Error>() {
            Some(
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed,
            ) => true,
            // A connection that breaks while it is being made is told as an answer that makes no sense.
            Some(sqlx::Error::Protocol(_) | sqlx::Error::Tls(_)) => true,
            // Connection exceptions, serialisation failures and deadlocks, no space or memory, operator intervention,
            // lock time-outs (PostgreSQL, appendix A).
            Some(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)) || code == "55P03"
            }),
            _ => cause.downcast_ref::<std::io::Error>().is_some(),
        }
    })
}

/// The problem that stands for an unexpected error. Logs it, once, here: the caller learns nothing of the inside.
pub fn unexpected(error: &anyhow::Error) -> Problem {
    if is_transient(error) {
        tracing::warn!(error = format!("{error:#}"), "something this request needs is away");
        return Problem::unavailable("This part of the shop");
    }
    tracing::error!(error = format!("{error:#}"), "request failed");
    Problem::internal()
}
