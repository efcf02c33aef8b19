//! The way to another slice's API.

use crate::IdempotencyKey;
use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use contracts::{Caller, Problem};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use tower::ServiceExt;

/// No answer of a slice takes longer; a page that waits longer has lost its reader.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 8 << 20;

/// Where a slice lives. Callers cannot tell the difference, and must not need to.
#[derive(Clone)]
pub enum Upstream {
    /// In this process.
    Local(Router),
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
                Body::from(serde_json::to_vec(body).map_err(|error| defect(path, &error))?)
            }
            None => Body::empty(),
        };
        let request = request.body(body).map_err(|error| defect(path, &error))?;

        match tokio::time::timeout(TIMEOUT, self.answer(request)).await {
            Ok((status, bytes)) => read(path, status, &bytes),
            Err(_) => Err(Problem::unavailable("This part of the shop")),
        }
    }

    async fn answer(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let Self::Local(router) = self;
        let Ok(response) = router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        match axum::body::to_bytes(body, MAX_ANSWER).await {
            Ok(bytes) => (parts.status, bytes.into()),
            Err(_) => (StatusCode::BAD_GATEWAY, Vec::new()),
        }
    }
}

fn read<T: DeserializeOwned>(path: &str, status: StatusCode, bytes: &[u8]) -> Result<T, Problem> {
    if status.is_success() {
        let bytes = if bytes.is_empty() { b"null" } else { bytes };
        return serde_json::from_slice(bytes).map_err(|error| defect(path, &error));
    }
    Err(serde_json::from_slice(bytes).unwrap_or_else(|_| match status {
        StatusCode::NOT_FOUND => Problem::not_found("page"),
        _ => defect(path, &format!("answered {status} without a problem")),
    }))
}

fn defect(path: &str, error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(path, %error, "a slice could not be understood");
    Problem::internal()
}
