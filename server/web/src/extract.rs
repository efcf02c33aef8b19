//! What handlers take from a request. Everything that cannot be read becomes a problem with a 4xx status.

use crate::Refused;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use contracts::{Caller, Kind, Problem};
use serde::{Serialize, de::DeserializeOwned};

/// Who asks. Without a caller in the request's extensions it is [`Caller::Nobody`].
pub struct Who(pub Caller);

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<Caller>().copied().unwrap_or(Caller::Nobody)))
    }
}

/// JSON in and out; a body that cannot be read is a problem, not a bare text.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => {
                Err(Problem::new(Kind::Invalid, "invalid-body", error.body_text()).into())
            }
            Err(error) => Err(Problem::new(Kind::Malformed, "malformed-body", error.body_text()).into()),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// A file as it came; one that is too long is a problem.
pub struct File(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for File {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let file = Bytes::from_request(request, state).await;
        Ok(Self(file.map_err(|_| Problem::new(Kind::Invalid, "too-large", "This file is too large."))?))
    }
}

/// Values from the path; what does not parse as an id cannot exist, so it is a 404.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::not_found("page").into()),
        }
    }
}

/// Values from the query string.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(Problem::new(Kind::Malformed, "malformed-query", error.body_text()).into()),
        }
    }
}

/// The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header): 1 to 255 visible ASCII characters.
#[derive(utoipa::IntoParams)]
#[into_params(names("idempotency-key"), parameter_in = Header)]
pub struct IdempotencyKey(
    /// Made up for this request, and the same when it is sent again: it is done only once.
    #[param(min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    pub String,
);

impl IdempotencyKey {
    pub const HEADER: &'static str = "idempotency-key";
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let key = parts.headers.get(Self::HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if key.is_empty() || key.len() > 255 {
            let detail = "Send an Idempotency-Key header of 1 to 255 characters.";
            return Err(Problem::new(Kind::Malformed, "idempotency-key-missing", detail).into());
        }
        Ok(Self(key.to_owned()))
    }
}
