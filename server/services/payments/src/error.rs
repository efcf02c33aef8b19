//! Why payments says no.

use contracts::{Kind, Problem};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such payment, or it is somebody else's")]
    NotFound,
    #[error("the order is no longer held")]
    HoldExpired,
    #[error("a try to pay has not been answered yet")]
    InProgress,
    #[error("the gateway does not wait for a confirmation")]
    NothingToConfirm,
    /// The signature of a callback is wrong or too old, or its body cannot be read.
    #[error("the callback cannot be trusted: {0}")]
    BadCallback(&'static str),
    /// Input that is not acceptable.
    #[error(transparent)]
    Refused(#[from] Problem),
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
        let conflict = |code, detail: &str| Problem::new(Kind::Conflict, code, detail);
        match error {
            Error::NotFound => Problem::not_found("payment"),
            Error::HoldExpired => {
                conflict("hold-expired", "The goods are no longer held for this order, so it cannot be paid.")
            }
            Error::InProgress => {
                conflict("payment-in-progress", "The bank has not answered yet. Please wait before trying again.")
            }
            Error::NothingToConfirm => conflict("nothing-to-confirm", "There is nothing to confirm any more."),
            Error::BadCallback(why) => Problem::new(Kind::Malformed, "bad-callback", why),
            Error::Refused(problem) => problem,
            Error::Internal(error) => web::unexpected(&error),
        }
    }
}
