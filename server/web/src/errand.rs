//! What goes with a request wherever it leads: until when its answer is of use, and the id under which it is logged.

use crate::refused::{self, DEADLINE_EXCEEDED};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use contracts::Problem;
use std::time::Duration;
use tokio::time::Instant;

/// How many milliseconds the asker still waits.
const DEADLINE: HeaderName = HeaderName::from_static("levomart-deadline-ms");

/// Under it everything that a request leads to stands in the logs.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The address from which the request was sent that this one is a part of.
const CLIENT_ADDRESS: HeaderName = HeaderName::from_static("levomart-client-address");

/// The same as [`DEADLINE`], as gRPC says it: up to eight digits and a unit.
const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// Nobody waits longer for a slice, whatever was said.
const LONGEST: Duration = Duration::from_secs(15);

tokio::task_local! {
    static ERRAND: Errand;
}

struct Errand {
    until: Instant,
    origin: Origin,
}

/// Where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The id under which it is logged.
    pub id: Option<HeaderValue>,
    /// The address of whoever sent it, for the audit log.
    pub address: Option<HeaderValue>,
}

/// Does `work` for a request that has `budget` left; what `work` asks of others gets no more than what is left of it then.
pub async fn on_errand<F: Future>(budget: Duration, origin: Origin, work: F) -> F::Output {
    ERRAND.scope(Errand { until: Instant::now() + budget, origin }, work).await
}

/// The address from which the request at hand was sent, if it is known.
pub fn address() -> Option<String> {
    let address = ERRAND.try_with(|errand| errand.origin.address.clone()).ok().flatten()?;
    address.to_str().ok().map(ToOwned::to_owned)
}

/// What is left of the time, at most `most`. Work that nobody waits for has all of it.
pub fn left(most: Duration) -> Duration {
    let left = ERRAND.try_with(|errand| errand.until.saturating_duration_since(Instant::now()));
    left.map_or(most, |left| left.min(most))
}

/// A layer that gives up a request together with its asker.
pub async fn heed_deadline(request: Request, next: Next) -> Response {
    let budget = told(request.headers()).unwrap_or(LONGEST).min(LONGEST);
    let headers = request.headers();
    let origin = Origin { id: headers.get(REQUEST_ID).cloned(), address: headers.get(CLIENT_ADDRESS).cloned() };
    let grpc = refused::is_grpc(request.headers());
    match tokio::time::timeout(budget, on_errand(budget, origin, next.run(request))).await {
        Ok(response) => response,
        Err(_) => refused::refuse(grpc, DEADLINE_EXCEEDED, Problem::unavailable("This part of the shop")),
    }
}

fn told(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    if let Some(ms) = text(DEADLINE) {
        return Some(Duration::from_millis(ms.parse().ok()?));
    }
    let timeout = text(GRPC_TIMEOUT)?;
    let (value, unit) = timeout.split_at_checked(timeout.len().checked_sub(1)?)?;
    let value: u32 = value.parse().ok()?;
    let unit = match unit {
        "H" => Duration::from_secs(3600),
        "M" => Duration::from_secs(60),
        "S" => Duration::from_secs(1),
        "m" => Duration::from_millis(1),
        "u" => Duration::from_micros(1),
        "n" => Duration::from_nanos(1),
        _ => return None,
    };
    unit.checked_mul(value)
}

/// What a request to another process says of it, with `left` to go.
pub(crate) fn headers(left: Duration) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
    let traceparent = trace::current().and_then(|parent| HeaderValue::try_from(parent).ok());
    let traceparent = traceparent.map(|parent| (HeaderName::from_static(trace::TRACEPARENT), parent));
    let Origin { id, address } = ERRAND.try_with(|errand| errand.origin.clone()).unwrap_or_default();
    let origin = [(REQUEST_ID, id), (CLIENT_ADDRESS, address)];
    let origin = origin.into_iter().filter_map(|(name, value)| Some((name, value?)));
    std::iter::once((DEADLINE, ms.into())).chain(origin).chain(traceparent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_is_asked_on_an_errand_gets_no_more_than_what_is_left_of_it() {
        let (short, long) = (Duration::from_secs(1), Duration::from_secs(10));
        assert_eq!((left(short), left(long)), (short, long), "nobody waits");

        let (of_short, of_long) =
            on_errand(Duration::from_secs(3), Origin::default(), async { (left(short), left(long)) }).await;

        assert_eq!(of_short, short);
        assert!(of_long <= Duration::from_secs(3) && of_long > Duration::from_secs(2), "{of_long:?}");
        assert_eq!(on_errand(Duration::ZERO, Origin::default(), async { left(long) }).await, Duration::ZERO);
    }

    #[test]
    fn both_ways_to_say_a_deadline_are_understood() {
        for (name, value, expected) in [
            ("levomart-deadline-ms", "1500", Some(Duration::from_millis(1500))),
            ("levomart-deadline-ms", "soon", None),
            ("grpc-timeout", "250m", Some(Duration::from_millis(250))),
            ("grpc-timeout", "3S", Some(Duration::from_secs(3))),
            ("grpc-timeout", "3", None),
            ("grpc-timeout", "", None),
            ("grpc-timeout", "9\u{e9}", None),
            ("x-other", "3S", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());

            assert_eq!(told(&headers), expected, "{name}: {value}");
        }
    }
}
