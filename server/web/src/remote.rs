//! A slice in another process, asked over HTTP.

use crate::{IdempotencyKey, Passes, breaker::Breaker, errand};
use axum::{
    body::Bytes,
    http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header},
};
use contracts::Caller;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::Instant;
use tracing::{debug, warn};

/// A process on a network of ours takes a connection in milliseconds, or not at all.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Idle connections end before the other side ends them (after ten seconds), so that no question meets that end.
const IDLE: Duration = Duration::from_secs(5);

/// How long to wait before a question is asked for the second and third time.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(150)];

/// Whoever does not answer within this time has failed to, busy as everybody may be.
const FAIR: Duration = Duration::from_secs(1);

/// Headers about one connection or one process; the next connection has its own.
const NOT_PASSED_ON: [HeaderName; 8] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::COOKIE,
    header::AUTHORIZATION,
    header::HOST,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Where the slice is, how it is asked, and what is known of the other side.
pub struct Remote {
    slice: &'static str,
    /// `http://host:port`.
    base: Box<str>,
    passes: Passes,
    http: Client<HttpConnector, Full<Bytes>>,
    breaker: Breaker,
}

/// What came of asking once.
pub enum Tried<T> {
    Answered(T),
    /// An answer that says: later.
    Busy(T),
    /// Nobody is there, or fell silent.
    Unreachable(String),
}

impl Remote {
    /// `slice` is the slice's word, `base` is `http://host:port`. Nothing is connected before the first question.
    pub fn new(slice: &'static str, base: &str, passes: &Passes) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let http = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Self { slice, base: base.into(), passes: passes.clone(), http, breaker: Breaker::default() }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// What goes with every question: the pass, and the request's deadline, id and trace.
    pub fn credentials(&self, caller: &Caller, left: Duration) -> Vec<(HeaderName, HeaderValue)> {
        let pass = self.passes.issue(caller, self.slice, OffsetDateTime::now_utc());
        let pass = HeaderValue::try_from(pass).ok().map(|pass| (Passes::HEADER, pass));
        pass.into_iter().chain(errand::headers(left)).collect()
    }

    /// Asks until there is an answer, at most three times and for `most` in all; a question that must not be `repeatable`
    /// is asked once. `None` when nobody answers, or did not the last times.
    pub async fn persist<T, F>(&self, most: Duration, repeatable: bool, mut once: impl FnMut() -> F) -> Option<T>
    where
        F: Future<Output = Tried<T>>,
    {
        let began = Instant::now();
        let until = began + errand::left(most);
        let mut pauses = if repeatable { PAUSES.iter() } else { [].iter() };
        loop {
            if !self.breaker.admits(Instant::now()) {
                debug!(slice = self.slice, "not asked: it did not answer lately");
                return None;
            }
            let tried = tokio::time::timeout_at(until, once()).await;
            let answered = matches!(tried, Ok(Tried::Answered(_) | Tried::Busy(_)));
            // Who had no time left to wait has learnt nothing about the other side.
            if (tried.is_ok() || until - began >= FAIR) && self.breaker.note(answered, Instant::now()) {
                warn!(
                    slice = self.slice,
                    base = &*self.base,
                    "no answer again and again: asked less often from now on"
                );
            }
            match (tried, pauses.next()) {
                (Ok(Tried::Answered(answer)), _) | (Ok(Tried::Busy(answer)), None) => return Some(answer),
                (Ok(Tried::Busy(_) | Tried::Unreachable(_)), Some(pause)) => {
                    tokio::time::sleep(*pause + jitter()).await
                }
                (Ok(Tried::Unreachable(error)), None) => {
                    warn!(slice = self.slice, base = &*self.base, error, "nobody answers");
                    return None;
                }
                (Err(_), _) => {
                    warn!(slice = self.slice, base = &*self.base, "no answer in time");
                    return None;
                }
            }
        }
    }

    /// Asks; the caller is in the request's extensions.
    pub(crate) async fn ask(&self, request: &Request<Bytes>, most: Duration) -> Option<Response<Bytes>> {
        let repeatable = request.method() == Method::GET || request.headers().contains_key(IdempotencyKey::HEADER);
        self.persist(most, repeatable, || self.once(request, most)).await
    }

    async fn once(&self, request: &Request<Bytes>, most: Duration) -> Tried<Response<Bytes>> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let uri = match Uri::try_from(format!("{}{path}", self.base)) {
            Ok(uri) => uri,
            // What cannot be asked says nothing about the other side.
            Err(_) => {
                let mut answer = Response::new(Bytes::new());
                *answer.status_mut() = StatusCode::URI_TOO_LONG;
                return Tried::Answered(answer);
            }
        };
        let caller = request.extensions().get::<Caller>().copied().unwrap_or(Caller::Nobody);
        let mut question = Request::new(Full::new(request.body().clone()));
        *question.method_mut() = request.method().clone();
        *question.uri_mut() = uri;
        *question.headers_mut() = request.headers().clone();
        NOT_PASSED_ON.iter().for_each(|name| drop(question.headers_mut().remove(name)));
        for (name, value) in self.credentials(&caller, errand::left(most)) {
            question.headers_mut().insert(name, value);
        }
        let response = match self.http.request(question).await {
            Ok(response) => response,
            Err(error) => return Tried::Unreachable(format!("{:#}", anyhow::Error::from(error))),
        };
        let (parts, body) = response.into_parts();
        match Limited::new(body, crate::upstream::MAX_ANSWER).collect().await {
            Ok(body) if parts.status == StatusCode::SERVICE_UNAVAILABLE => {
                Tried::Busy(Response::from_parts(parts, body.to_bytes()))
            }
            Ok(body) => Tried::Answered(Response::from_parts(parts, body.to_bytes())),
            Err(error) => Tried::Unreachable(error.to_string()),
        }
    }
}

/// So that those who failed together do not try again together; up to 32 ms.
fn jitter() -> Duration {
    Duration::from_millis(u64::from(uuid::Uuid::new_v4().as_bytes()[0]) / 8)
}
