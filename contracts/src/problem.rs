//! What went wrong, as every API of Levomart says it (RFC 9457, `application/problem+json`).

use serde::{Deserialize, Serialize};
use std::fmt;

/// The kinds of failure. A caller can act on each differently; there are no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 400: the request cannot be read.
    Malformed,
    /// 401: log in first.
    Unauthenticated,
    /// 403: logged in, but not allowed.
    Forbidden,
    /// 404: does not exist, or is somebody else's.
    NotFound,
    /// 409: the world has changed; look again.
    Conflict,
    /// 412: what is to be changed has another version than the one named.
    Outdated,
    /// 422: understood, but a value is not acceptable.
    Invalid,
    /// 429: too often; wait.
    TooMany,
    /// 503: something Levomart needs is away; the same request may be sent again.
    Unavailable,
    /// 500: a defect of ours.
    Internal,
}

impl Kind {
    /// The HTTP status code.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Outdated => 412,
            Self::Invalid => 422,
            Self::TooMany => 429,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Malformed => "The request cannot be read",
            Self::Unauthenticated => "Log in first",
            Self::Forbidden => "Not allowed",
            Self::NotFound => "Not found",
            Self::Conflict | Self::Outdated => "Something has changed",
            Self::Invalid => "Please check what you entered",
            Self::TooMany => "Too many attempts",
            Self::Unavailable => "Not available right now",
            Self::Internal => "Something went wrong",
        }
    }
}

/// A value that is not acceptable, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Name of the form field.
    pub field: String,
    /// A sentence for the person who filled the form.
    pub message: String,
}

/// A refusal or failure, in the same shape everywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "kind": "invalid", "code": "invalid", "title": "Please check what you entered", "status": 422,
    "detail": "Some fields need another look.", "errors": [{ "field": "city", "message": "Please enter the city." }],
})))]
pub struct Problem {
    pub kind: Kind,
    /// Stable name that programs may test: `cart-changed`, `out-of-stock`.
    pub code: String,
    pub title: String,
    pub status: u16,
    /// One sentence for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Facts that belong to the code, for example the new totals of `cart-changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<serde_json::Value>,
}

impl Problem {
    pub fn new(kind: Kind, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            facts: None,
        }
    }

    /// Something that does not exist, or that the caller must not know to exist.
    pub fn not_found(what: &str) -> Self {
        Self::new(Kind::NotFound, "not-found", format!("There is no such {what}."))
    }

    /// Nobody is logged in.
    pub fn log_in() -> Self {
        Self::new(Kind::Unauthenticated, "log-in", "Please log in.")
    }

    /// Another version is to be changed than the one named in `If-Match`.
    pub fn outdated() -> Self {
        Self::new(Kind::Outdated, "outdated", "This was changed meanwhile. Read it again, then make your changes.")
    }

    /// Values that are not acceptable, each beside its field.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Kind::Invalid, "invalid", "Some fields need another look.") }
    }

    /// A dependency is away.
    pub fn unavailable(what: &str) -> Self {
        Self {
            retry_after: Some(5),
            ..Self::new(
                Kind::Unavailable,
                "unavailable",
                format!("{what} is not available right now. Please try again."),
            )
        }
    }

    /// A defect of ours; the cause is in the log, never here.
    pub fn internal() -> Self {
        Self::new(Kind::Internal, "internal", "This is our fault. It has been noted.")
    }

    pub fn with_facts(mut self, facts: &impl Serialize) -> Self {
        self.facts = serde_json::to_value(facts).ok();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.first() {
            Some(error) => write!(f, "{}: {}", self.code, error.message),
            None => write!(f, "{}: {}", self.code, self.detail),
        }
    }
}

impl std::error::Error for Problem {}

/// Collects what is wrong with a form, so that all of it is said at once.
#[derive(Debug, Default)]
pub struct Check(Vec<FieldError>);

impl Check {
    /// Notes `message` beside `field` unless `acceptable`.
    pub fn that(&mut self, acceptable: bool, field: &str, message: &str) {
        if !acceptable {
            self.0.push(FieldError { field: field.to_owned(), message: message.to_owned() });
        }
    }

    /// Succeeds when nothing was noted.
    pub fn done(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::invalid(self.0)) }
    }
}
