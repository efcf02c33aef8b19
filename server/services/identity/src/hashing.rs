//! Hashes and checks passwords with argon2id.
//!
//! One hash takes about 40 ms of a core and 19 MiB, so it runs on a thread of its own, and never more of them at once
//! than there are cores: a flood of log-ins makes log-ins slow, not the shop.

use crate::Error;
use anyhow::{Context, anyhow};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc::PasswordHash},
};
use std::{sync::Arc, thread::available_parallelism, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// The least that OWASP recommends for argon2id: memory in KiB, passes, lanes.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// No password has this hash. Whoever does not exist is checked against it, so that not existing takes as long.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0IHYx$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How long somebody waits for a turn before being sent away.
const WAIT: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct Hashing {
    turns: Arc<Semaphore>,
}

/// What a check came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed with weaker parameters than today's; here is today's hash.
    Outdated(String),
}

impl Hashing {
    pub fn new() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self { turns: Arc::new(Semaphore::new(cores)) }
    }

    /// Hashes a password of checked length.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.in_turn(move || hash(&password)).await
    }

    /// Checks a password of checked length; without a hash it is wrong, but takes as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<Verdict, Error> {
        self.in_turn(move || verify(&password, hash.as_deref())).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await.map_err(|_| Error::Busy)?;
        let turn = turn.context("waiting for a turn to hash")?;
        // The turn moves into the thread: it lasts as long as the work, even if the caller has gone.
        let work = move || {
            let _turn = turn;
            work()
        };
        Ok(spawn_blocking(work).await.context("hashing a password")??)
    }
}

/// Hashes a password on this thread.
pub fn hash(password: &str) -> anyhow::Result<String> {
    let hash: PasswordHash = argon2()?.hash_password(password.as_bytes()).map_err(|error| anyhow!("{error}"))?;
    Ok(hash.to_string())
}

fn verify(password: &str, stored: Option<&str>) -> anyhow::Result<Verdict> {
    let parsed = PasswordHash::new(stored.unwrap_or(NOBODYS_HASH)).map_err(|error| anyhow!("stored hash: {error}"))?;
    match argon2()?.verify_password(password.as_bytes(), &parsed) {
        Ok(()) if stored.is_some() && is_weaker(&parsed) => Ok(Verdict::Outdated(hash(password)?)),
        Ok(()) if stored.is_some() => Ok(Verdict::Right),
        Ok(()) | Err(password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(error) => Err(anyhow!("checking a password: {error}")),
    }
}

fn argon2() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| anyhow!("{error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn is_weaker(hash: &PasswordHash) -> bool {
    let argon2id = hash.algorithm == Algorithm::Argon2id.ident();
    !(argon2id && Params::try_from(hash).is_ok_and(|params| params.m_cost() >= MEMORY_KIB && params.t_cost() >= PASSES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_says_how_it_was_made_and_fits_its_password_only() {
        let made = hash("brass lamp at dusk").unwrap();

        assert!(made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{made}");
        assert_eq!(verify("brass lamp at dusk", Some(&made)).unwrap(), Verdict::Right);
        assert_eq!(verify("brass lamp at dawn", Some(&made)).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn nobody_is_checked_as_thoroughly_as_somebody() {
        let nobody = PasswordHash::new(NOBODYS_HASH).unwrap();
        let somebody = hash("brass lamp at dusk").unwrap();
        let somebody = PasswordHash::new(&somebody).unwrap();

        assert_eq!(
            (nobody.algorithm, nobody.version, &nobody.params),
            (somebody.algorithm, somebody.version, &somebody.params)
        );
        assert_eq!(nobody.hash.unwrap().len(), somebody.hash.unwrap().len());
        assert_eq!(verify("", None).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn a_weaker_hash_is_made_anew() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, None).unwrap());
        let weak = weak.hash_password(b"brass lamp at dusk").unwrap().to_string();

        let Verdict::Outdated(fresh) = verify("brass lamp at dusk", Some(&weak)).unwrap() else {
            panic!("not noticed")
        };

        assert_eq!(verify("brass lamp at dusk", Some(&fresh)).unwrap(), Verdict::Right);
        assert_eq!(verify("wrong", Some(&weak)).unwrap(), Verdict::Wrong);
    }
}
