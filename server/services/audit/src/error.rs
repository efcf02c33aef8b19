//! Why audit says no.

use contracts::Problem;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Only admins know that there is a log.
    #[error("there is no such page for whoever asks")]
    NotFound,
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
            Error::NotFound => Problem::not_found("page"),
            Error::Internal(error) => web::unexpected(&error),
        }
    }
}
