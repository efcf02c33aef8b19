//! Versions of what is read and edited, as HTTP speaks of them (RFC 9110, 8.8.3 and 13.1).

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use contracts::Problem;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{convert::Infallible, fmt::Display};

/// The strong tag of a version.
pub fn etag(version: impl Display) -> String {
    format!("\"{version}\"")
}

/// Which version an edit is meant for: the `If-Match` header. An edit without it is meant for any.
#[derive(utoipa::IntoParams)]
#[into_params(names("if-match"), parameter_in = Header)]
pub struct IfMatch(
    /// The `etag` of what was read: the edit is refused when it has changed since. Without it, the edit is for any.
    #[param(value_type = String, required = false)]
    Option<String>,
);

impl IfMatch {
    /// Refuses the edit of another version. Call it while nobody else can change what is edited.
    pub fn check(&self, version: impl Display) -> Result<(), Problem> {
        let Some(wanted) = &self.0 else { return Ok(()) };
        // A tag with `W/` before it never matches here: it does not promise that all is the same.
        let (tag, begin) = (etag(&version), format!("\"{version}."));
        let meant = |wanted: &str| wanted == "*" || wanted == tag || wanted.starts_with(&begin);
        if each(wanted).any(meant) { Ok(()) } else { Err(Problem::outdated()) }
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(said(&parts.headers, &header::IF_MATCH)))
    }
}

/// Whether the asker has what the answer with this tag would say: the `If-None-Match` header.
pub fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let (Some(known), Ok(tag)) = (said(headers, &header::IF_NONE_MATCH), tag.to_str()) else { return false };
    let weakly = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    each(&known).any(|known| known == "*" || weakly(known) == weakly(tag))
}

/// A header that may come in several lines, as one list.
fn said(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// Our tags have no commas in them.
fn each(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

/// Stands for the version of what has none of its own: what says something else has another one.
pub fn digest(said: &impl Serialize) -> String {
    hex::encode(&Sha256::digest(serde_json::to_vec(said).unwrap_or_default())[..8])
}

/// JSON that bears its version. What is shown besides, stock for example, may change without: so the tag is of both.
pub struct Tagged<V, T>(pub V, pub T);

impl<T: Serialize> Tagged<String, T> {
    /// Without a version of its own: an edit of it is refused whatever of it has changed.
    pub fn whole(shown: T) -> Self {
        Self(digest(&shown), shown)
    }
}

impl<V: Display, T: Serialize> IntoResponse for Tagged<V, T> {
    fn into_response(self) -> Response {
        let tag = etag(format_args!("{}.{}", self.0, digest(&self.1)));
        let mut response = axum::Json(self.1).into_response();
        if let Ok(tag) = HeaderValue::try_from(tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_for_the_version_that_it_names() {
        for (header, admitted) in [
            (None, true),
            (Some("\"7\""), true),
            (Some("*"), true),
            (Some("\"6\", \"7\""), true),
            (Some("\"7.0123456789abcdef\""), true),
            (Some("\"70.0123456789abcdef\""), false),
            (Some("\"6\""), false),
            (Some("W/\"7\""), false),
            (Some("7"), false),
            (Some(""), false),
        ] {
            let outcome = IfMatch(header.map(ToOwned::to_owned)).check(7);

            assert_eq!(
                outcome.map_err(|problem| problem.status),
                if admitted { Ok(()) } else { Err(412) },
                "{header:?}"
            );
        }
    }

    #[test]
    fn what_is_known_is_not_sent_again_however_weakly_it_is_named() {
        for (header, known) in
            [("\"7\"", true), ("W/\"7\"", true), ("\"6\",\"7\"", true), ("*", true), ("\"8\"", false)]
        {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(header))]);

            assert_eq!(is_known(&headers, &HeaderValue::from_static("\"7\"")), known, "{header}");
        }
    }
}
