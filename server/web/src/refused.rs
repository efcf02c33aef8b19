//! How a slice says no.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contracts::Problem;

/// A [`Problem`] on its way out, as `application/problem+json`. Handlers return it; `?` makes it of any slice's error.
#[derive(Debug)]
pub struct Refused(pub Problem);

impl<E: Into<Problem>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Whether a question is asked over gRPC.
pub(crate) fn is_grpc(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}

/// gRPC's codes for what is refused here.
pub(crate) const DEADLINE_EXCEEDED: &str = "4";
pub(crate) const UNAUTHENTICATED: &str = "16";

/// Says no before the question has reached a slice, in the language in which it was asked: over gRPC with this code.
pub(crate) fn refuse(grpc: bool, code: &'static str, problem: Problem) -> Response {
    if !grpc {
        return Refused(problem).into_response();
    }
    // An answer without messages is a head alone: status 200, and what gRPC makes of it beside.
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert("grpc-status", HeaderValue::from_static(code));
    if let Ok(detail) = HeaderValue::from_str(&problem.detail) {
        headers.insert("grpc-message", detail);
    }
    response
}
