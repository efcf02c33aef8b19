//! Why notifications says no.

use contracts::{Kind, Problem};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Does not exist, or is somebody else's.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("nobody is logged in")]
    NotLoggedIn,
    #[error("`{0}` is no place in a list")]
    NoSuchPlace(String),
    /// A member of staff decides what owners decide.
    #[error("only owners may do this")]
    OnlyOwners,
    /// It is not what the caller has seen.
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
        match error {
            Error::NotFound(what) => Self::not_found(what),
            Error::NotLoggedIn => Self::log_in(),
            Error::NoSuchPlace(_) => {
                Self::new(Kind::Malformed, "malformed-cursor", "This page of the list does not exist.")
            }
            Error::OnlyOwners => Self::new(Kind::Forbidden, "owners-only", "Only owners of the shop can change this."),
            Error::Refused(problem) => problem,
            Error::Internal(cause) => web::unexpected(&cause),
        }
    }
}
