//! What can go wrong in catalog.

use contracts::{Kind, Problem};
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Values of a product that cannot be written.
    #[error(transparent)]
    Invalid(Problem),
    /// Another product of the seller has this SKU.
    #[error("SKU `{0}` belongs to another product")]
    SkuTaken(String),
    /// Several askers shared one reading, and it failed.
    #[error(transparent)]
    Shared(Arc<Error>),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<Arc<Self>> for Error {
    fn from(error: Arc<Self>) -> Self {
        Self::Shared(error)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        match error {
            Error::NotFound(what) => Self::not_found(what),
            Error::Invalid(problem) => problem.clone(),
            Error::SkuTaken(sku) => {
                Self::new(Kind::Conflict, "sku-taken", format!("Another product of yours has the SKU “{sku}”."))
            }
            Error::Shared(error) => Self::from(&**error),
            Error::Internal(error) => web::unexpected(error),
        }
    }
}
