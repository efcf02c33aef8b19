//! Counts failed tries in Redis, so that guessing passwords takes years.

use crate::{Config, Error};
use anyhow::{Context, anyhow};
use contracts::ids::UserId;
use redis::{Script, ScriptInvocation, aio::ConnectionManager};
use sha2::{Digest, Sha256};
use std::{sync::LazyLock, time::Duration};

/// Counts a try against every key, unless one of them is at its limit: then nothing is counted, and the answer is how
/// many seconds to wait. Counting before the try, not after it, leaves no room for a thousand tries at once.
static COUNT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local wait = 0
         for i, key in ipairs(KEYS) do
           if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i + 1]) then
             wait = math.max(wait, redis.call('TTL', key), 1)
           end
         end
         if wait > 0 then return wait end
         for _, key in ipairs(KEYS) do
           if redis.call('INCR', key) == 1 then redis.call('EXPIRE', key, ARGV[1]) end
         end
         return 0",
    )
});

/// Takes a counted try back.
static FORGIVE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "for _, key in ipairs(KEYS) do
           if tonumber(redis.call('GET', key) or '0') > 0 then redis.call('DECR', key) end
         end",
    )
});

/// Redis answers in a millisecond or is away.
const TIMEOUT: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct Throttle {
    redis: ConnectionManager,
    config: Config,
}

/// A try that counts as failed until it is forgiven.
#[must_use]
pub struct Try {
    keys: Vec<String>,
}

impl Throttle {
    pub fn new(redis: ConnectionManager, config: Config) -> Self {
        Self { redis, config }
    }

    /// Begins a log-in. `email` is what was typed, `ip` where it came from.
    pub async fn begin_log_in(&self, email: &str, ip: &str) -> Result<Try, Error> {
        let email = email.trim().to_ascii_lowercase();
        // The address is personal, so only its hash is a key.
        let account = format!("levomart:login:account:{}", hex::encode(Sha256::digest(email)));
        let network = format!("levomart:login:network:{}", web::network(ip));
        let limits = [(account, self.config.failures_per_account), (network, self.config.failures_per_address)];
        self.begin(&limits).await
    }

    /// Begins to check the current password of somebody logged in. Strangers who fail to log in do not count here.
    pub async fn begin_check(&self, user: UserId) -> Result<Try, Error> {
        self.begin(&[(format!("levomart:login:check:{user}"), self.config.failures_per_account)]).await
    }

    /// The try did not fail, or not because of who made it. If this cannot be noted, the count runs out by itself.
    pub async fn forgive(&self, failed: Try) {
        let mut script = FORGIVE.prepare_invoke();
        script.key(failed.keys);
        if let Err(error) = self.run::<()>(&script).await {
            tracing::warn!(error = format!("{error:#}"), "a log-in that worked stays counted as failed");
        }
    }

    async fn begin(&self, limits: &[(String, u32)]) -> Result<Try, Error> {
        let mut script = COUNT.prepare_invoke();
        script.arg(self.config.window_s);
        for (key, limit) in limits {
            script.key(key).arg(*limit);
        }
        match self.run(&script).await.map_err(Error::CannotCount)? {
            0 => Ok(Try { keys: limits.iter().map(|(key, _)| key.clone()).collect() }),
            retry_after_s => Err(Error::TooManyTries { retry_after_s }),
        }
    }

    async fn run<T: redis::FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> anyhow::Result<T> {
        let mut redis = self.redis.clone();
        let answer = tokio::time::timeout(TIMEOUT, script.invoke_async(&mut redis)).await;
        answer.map_err(|_| anyhow!("Redis does not answer"))?.context("counting in Redis")
    }
}
