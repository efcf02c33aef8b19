//! The way to another slice's API.

use crate::{IdempotencyKey, Refused, errand, remote::Remote};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderName, Method, Request, Response, StatusCode, header},
    response::IntoResponse,
};
use contracts::{Caller, Kind, Problem};
use serde::{Serialize, de::DeserializeOwned};
use std::{sync::Arc, time::Duration};
use tower::ServiceExt;

/// No answer of a slice takes longer; a page that waits longer has lost its reader.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A process that lives says so at once.
const SIGN_OF_LIFE: Duration = Duration::from_millis(500);

/// The largest answer that is read, in bytes.
pub(crate) const MAX_ANSWER: usize = 8 << 20;

/// The largest request that is passed on, in bytes.
const MAX_FORWARDED: usize = 256 << 10;

/// What an answer's head says of the answer itself.
const PASSED_ON: [HeaderName; 6] = [
    header::CACHE_CONTROL,
    header::CONTENT_DISPOSITION,
    header::CONTENT_TYPE,
    header::ETAG,
    header::LOCATION,
    header::RETRY_AFTER,
];

/// Where a slice lives. Callers cannot tell the difference, and must not need to.
#[derive(Clone)]
pub enum Upstream {
    /// In this process.
    Local(Router),
    /// In another one. Clones share connections.
    Remote(Arc<Remote>),
}

impl Upstream {
    /// Asks with GET and reads the JSON answer.
    pub async fn get<T: DeserializeOwned>(&self, caller: &Caller, path: &str) -> Result<T, Problem> {
        self.send(caller, Method::GET, path, None::<&()>, None).await
    }

    /// Asks with POST.
    pub async fn post<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Problem> {
        self.send(caller, Method::POST, path, Some(body), None).await
    }

    /// Asks with POST and a body that is no JSON: a file.
    pub async fn post_bytes<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<T, Problem> {
        let request = Request::post(path).extension(*caller).header(header::CONTENT_TYPE, "application/octet-stream");
        let request = request.body(body.into()).map_err(|error| defect(path, &error))?;
        let answer = self.ask(request).await.ok_or_else(away)?;
        read(path, answer.status(), answer.body())
    }

    /// Asks with PUT.
    pub async fn put<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Problem> {
        self.send(caller, Method::PUT, path, Some(body), None).await
    }

    /// Asks with DELETE.
    pub async fn delete<T: DeserializeOwned>(&self, caller: &Caller, path: &str) -> Result<T, Problem> {
        self.send(caller, Method::DELETE, path, None::<&()>, None).await
    }

    /// Asks and reads the JSON answer; an answer without a body reads as `()`. Problems come back as they were said.
    ///
    /// What cannot be reached is asked again only where that is safe: with GET, or with a `key`.
    pub async fn send<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
        key: Option<&str>,
    ) -> Result<T, Problem> {
        let mut request = Request::builder().method(method).uri(path).extension(*caller);
        if let Some(key) = key {
            request = request.header(IdempotencyKey::HEADER, key);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                serde_json::to_vec(body).map_err(|error| defect(path, &error))?.into()
            }
            None => Bytes::new(),
        };
        let request = request.body(body).map_err(|error| defect(path, &error))?;
        let answer = self.ask(request).await.ok_or_else(away)?;
        read(path, answer.status(), answer.body())
    }

    /// Passes a stranger's request on as it is; nobody in particular asks.
    pub async fn forward(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, MAX_FORWARDED).await else {
            return Refused(Problem::new(Kind::Malformed, "malformed-body", "The body is too large.")).into_response();
        };
        self.forward_as(Caller::Nobody, Request::from_parts(parts, body)).await
    }

    /// Passes a request on as it is, in the caller's name.
    pub async fn forward_as(&self, caller: Caller, mut request: Request<Bytes>) -> Response<Body> {
        // What this router has found out about it, such as the parts of its path, the slice's finds out anew.
        request.extensions_mut().clear();
        request.extensions_mut().insert(caller);
        match self.ask(request).await {
            Some(answer) => passed_on(answer),
            None => Refused(away()).into_response(),
        }
    }

    /// Whether somebody is there to be asked.
    pub async fn lives(&self) -> bool {
        let Self::Remote(remote) = self else { return true };
        let request = Request::builder().uri("/healthz").body(Bytes::new());
        let Ok(request) = request else { return false };
        remote.ask(&request, SIGN_OF_LIFE).await.is_some_and(|answer| answer.status().is_success())
    }

    async fn ask(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        match self {
            Self::Local(router) => {
                tokio::time::timeout(errand::left(TIMEOUT), answer(router.clone(), request)).await.ok()
            }
            Self::Remote(remote) => remote.ask(&request, TIMEOUT).await,
        }
    }
}

async fn answer(router: Router, request: Request<Bytes>) -> Response<Bytes> {
    let Ok(response) = router.oneshot(request.map(Body::from)).await;
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, MAX_ANSWER).await.unwrap_or_else(|_| {
        parts.status = StatusCode::BAD_GATEWAY;
        Bytes::new()
    });
    Response::from_parts(parts, body)
}

/// An answer without what its head says of the connection that it came by.
fn passed_on(answer: Response<Bytes>) -> Response<Body> {
    let (parts, body) = answer.into_parts();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = parts.status;
    for name in PASSED_ON {
        if let Some(value) = parts.headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn read<T: DeserializeOwned>(path: &str, status: StatusCode, bytes: &[u8]) -> Result<T, Problem> {
    if status.is_success() {
        let bytes = if bytes.is_empty() { b"null" } else { bytes };
        return serde_json::from_slice(bytes).map_err(|error| defect(path, &error));
    }
    Err(serde_json::from_slice(bytes).unwrap_or_else(|_| match status {
        StatusCode::NOT_FOUND => Problem::not_found("page"),
        StatusCode::SERVICE_UNAVAILABLE => away(),
        _ => defect(path, &format!("answered {status} without a problem")),
    }))
}

fn away() -> Problem {
    Problem::unavailable("This part of the shop")
}

fn defect(path: &str, error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(path, %error, "a slice could not be understood");
    Problem::internal()
}
