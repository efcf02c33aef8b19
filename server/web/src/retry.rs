//! Transactions that lost a race are tried again.

use std::time::Duration;

/// How often a transaction is tried: PostgreSQL asks clients to repeat after 40001 (serialisation) and 40P01 (deadlock).
const TRIES: u32 = 5;

/// Runs `attempt` again while it fails with a serialisation failure or a deadlock, at most five times in all.
///
/// The pause doubles from 5 ms and is spread by the process's own clock, so that two losers do not meet again.
pub async fn retry<T, E, F>(mut attempt: impl FnMut() -> F) -> Result<T, E>
where
    E: AsLostRace,
    F: Future<Output = Result<T, E>>,
{
    let mut tries = 1;
    loop {
        match attempt().await {
            Err(error) if tries < TRIES && error.lost_race() => {
                let spread = u64::from(uuid::Uuid::new_v4().as_bytes()[0]) % 10;
                tokio::time::sleep(Duration::from_millis((5 << tries) + spread)).await;
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

/// An error that can tell whether the database asked to try again.
pub trait AsLostRace {
    fn lost_race(&self) -> bool;
}

impl AsLostRace for sqlx::Error {
    fn lost_race(&self) -> bool {
        self.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "40001" || code == "40P01")
    }
}

impl AsLostRace for anyhow::Error {
    fn lost_race(&self) -> bool {
        self.chain().any(|cause| cause.downcast_ref::<sqlx::Error>().is_some_and(AsLostRace::lost_race))
    }
}
