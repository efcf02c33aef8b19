//! Why shipping says no.

use contracts::{Kind, Problem};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such parcel, or it is somebody else's")]
    NotFound,
    /// The signature of a webhook is wrong or too old, or its body cannot be read.
    #[error("the webhook cannot be trusted: {0}")]
    BadCallback(&'static str),
    /// A signed webhook says something that cannot be.
    #[error("the webhook makes no sense: {0}")]
    BadScan(&'static str),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Problem::not_found("parcel"),
            Error::BadCallback(why) => Problem::new(Kind::Malformed, "bad-callback", why),
            Error::BadScan(why) => Problem::new(Kind::Invalid, "bad-scan", why),
            Error::Internal(error) => web::unexpected(&error),
        }
    }
}
