//! Why analytics says no.

use contracts::Problem;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such report for whoever asks")]
    NotFound,
    /// A range that is not acceptable.
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
            Error::NotFound => Self::not_found("report"),
            Error::Refused(problem) => problem,
            Error::Internal(error) => web::unexpected(&error),
        }
    }
}
