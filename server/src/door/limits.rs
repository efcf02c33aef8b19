//! How often somebody may come to the API's door, or send the storefront's costly forms: fixed windows in Redis, which
//! every storefront shares, told in the headers of draft-ietf-httpapi-ratelimit-headers.

use crate::config::Config;
use axum::{
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderName, HeaderValue},
};
use contracts::{Kind, Problem};
use redis::{RedisResult, Script, aio::ConnectionManager};
use std::{net::SocketAddr, sync::LazyLock, time::Duration};

/// The length of a window, seconds.
const WINDOW: u32 = 60;

/// Redis answers in a millisecond or is away, and then nobody waits for it.
const TIMEOUT: Duration = Duration::from_millis(250);

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Counts a request in each window, and says for each how many there are and when it ends.
static COUNT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local counted = {}
         for _, key in ipairs(KEYS) do
           local n = redis.call('INCR', key)
           if n == 1 then redis.call('EXPIRE', key, ARGV[1]) end
           table.insert(counted, n)
           table.insert(counted, math.max(redis.call('TTL', key), 1))
         end
         return counted",
    )
});

#[derive(Clone)]
pub struct Limits {
    redis: ConnectionManager,
    every: Quota,
    auth: Quota,
    forms: Quota,
}

/// So many requests in a window.
#[derive(Clone, Copy)]
struct Quota {
    name: &'static str,
    most: u32,
}

/// A request that was counted, or could not be.
pub struct Counted {
    quotas: Vec<Quota>,
    /// Requests, and seconds until the window ends; nothing when Redis is away.
    windows: Vec<(u32, u32)>,
}

impl Limits {
    pub fn new(redis: ConnectionManager, config: &Config) -> Self {
        Self {
            redis,
            every: Quota { name: "requests", most: config.api.requests_per_minute },
            auth: Quota { name: "auth", most: config.api.auth_requests_per_minute },
            forms: Quota { name: "forms", most: config.storefront.forms_per_minute },
        }
    }

    /// Counts a request of `who` to the API.
    pub async fn count(&self, who: &str, auth: bool) -> Counted {
        let quotas = if auth { vec![self.every, self.auth] } else { vec![self.every] };
        self.count_in(quotas, who).await
    }

    /// Counts a costly form of `who`.
    pub async fn count_form(&self, who: &str) -> Counted {
        if self.forms.most == 0 {
            return Counted { quotas: Vec::new(), windows: Vec::new() };
        }
        self.count_in(vec![self.forms], who).await
    }

    /// When Redis is away, everybody passes: a shop that sells is worth more than a count.
    async fn count_in(&self, quotas: Vec<Quota>, who: &str) -> Counted {
        let mut script = COUNT.prepare_invoke();
        for quota in &quotas {
            script.key(format!("levomart:limits:{}:{who}", quota.name));
        }
        script.arg(WINDOW);
        let mut redis = self.redis.clone();
        let answer: Result<RedisResult<Vec<u32>>, _> =
            tokio::time::timeout(TIMEOUT, script.invoke_async(&mut redis)).await;
        let windows = match answer {
            Ok(Ok(answer)) => answer.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
            Ok(Err(error)) => unknown(&error.to_string()),
            Err(_) => unknown("Redis does not answer"),
        };
        Counted { quotas, windows }
    }
}

fn unknown(error: &str) -> Vec<(u32, u32)> {
    tracing::warn!(error, "requests are not counted");
    Vec::new()
}

/// The network that a request comes from, as who is counted.
pub fn network(request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    format!("network:{}", web::network(&peer.unwrap_or_default()))
}

impl Counted {
    /// Refuses whoever comes too often.
    pub fn check(&self) -> Result<(), Problem> {
        let over = self.quotas.iter().zip(&self.windows).filter(|(quota, (used, _))| *used > quota.most);
        let Some(wait) = over.map(|(_, (_, left))| *left).max() else { return Ok(()) };
        let detail = format!("Too many requests. The next is answered in {wait} seconds.");
        Err(Problem { retry_after: Some(wait), ..Problem::new(Kind::TooMany, "too-many", detail) })
    }

    /// Says what holds, and what is left of it.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let list = |items: Vec<String>| HeaderValue::try_from(items.join(", ")).ok();
        let policy = self.quotas.iter().map(|quota| format!("\"{}\";q={};w={WINDOW}", quota.name, quota.most));
        let left = self.quotas.iter().zip(&self.windows).map(|(quota, (used, seconds))| {
            format!("\"{}\";r={};t={seconds}", quota.name, quota.most.saturating_sub(*used))
        });
        for (name, value) in [(POLICY, list(policy.collect())), (LIMIT, list(left.collect()))] {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(used: &[(u32, u32)]) -> Counted {
        let quotas = vec![Quota { name: "requests", most: 600 }, Quota { name: "auth", most: 2 }];
        Counted { quotas, windows: used.to_vec() }
    }

    #[test]
    fn whoever_comes_too_often_waits_for_the_last_window_to_end() {
        assert!(counted(&[(600, 9), (2, 50)]).check().is_ok());
        let refused = counted(&[(601, 9), (3, 50)]).check().unwrap_err();

        assert_eq!((refused.status, refused.code.as_str(), refused.retry_after), (429, "too-many", Some(50)));
    }

    #[test]
    fn the_headers_are_structured_fields() {
        let mut headers = HeaderMap::new();

        counted(&[(5, 9), (3, 50)]).tell(&mut headers);

        assert_eq!(headers[POLICY], "\"requests\";q=600;w=60, \"auth\";q=2;w=60");
        assert_eq!(headers[LIMIT], "\"requests\";r=595;t=9, \"auth\";r=0;t=50");
    }

    #[test]
    fn when_nothing_can_be_counted_everybody_passes() {
        let mut headers = HeaderMap::new();

        counted(&[]).tell(&mut headers);

        assert!(counted(&[]).check().is_ok());
        assert!(headers.contains_key(POLICY) && !headers.contains_key(LIMIT));
    }
}
