//! What can go wrong, as far as a caller can act on it.

use contracts::{Kind, Problem, problem::FieldError};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Does not exist, or is somebody else's.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("nobody is logged in")]
    NotLoggedIn,
    #[error(transparent)]
    Invalid(#[from] Problem),
    #[error("the e-mail address belongs to an account already")]
    EmailTaken,
    /// Unknown account, disabled account or wrong password: which of them, nobody is told.
    #[error("e-mail or password is not right")]
    WrongCredentials,
    #[error("the current password is not right")]
    WrongCurrentPassword,
    #[error("too many failed tries, wait {retry_after_s} s")]
    TooManyTries { retry_after_s: u32 },
    #[error("the address book is full")]
    AddressBookFull,
    /// More passwords wait to be checked than the machine can check.
    #[error("too many passwords are being checked")]
    Busy,
    /// Failures cannot be counted, so nobody may try.
    #[error("failed log-ins cannot be counted")]
    CannotCount(#[source] anyhow::Error),
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
            Error::NotFound(what) => Self::not_found(what),
            Error::NotLoggedIn => Self::log_in(),
            Error::Invalid(problem) => problem,
            Error::EmailTaken => {
                beside("email", "An account with this e-mail may exist already. Log in or use another address.")
            }
            Error::WrongCredentials => {
                Self::new(Kind::Unauthenticated, "wrong-credentials", "E-mail or password is not right.")
            }
            Error::WrongCurrentPassword => beside("current", "This is not your current password."),
            Error::TooManyTries { retry_after_s } => Self {
                retry_after: Some(retry_after_s),
                ..Self::new(Kind::TooMany, "too-many-tries", "Too many tries. Please wait a while, then try again.")
            },
            Error::AddressBookFull => {
                Self::new(Kind::Conflict, "address-book-full", "The address book is full. Remove an address first.")
            }
            Error::Busy => Self::unavailable("Logging in"),
            Error::CannotCount(cause) => {
                tracing::warn!(error = format!("{cause:#}"), "log-in refused: failures cannot be counted");
                Self::unavailable("Logging in")
            }
            Error::Internal(cause) => web::unexpected(&cause),
        }
    }
}

fn beside(field: &str, message: &str) -> Problem {
    Problem::invalid(vec![FieldError { field: field.to_owned(), message: message.to_owned() }])
}
