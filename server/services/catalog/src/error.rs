//! What can go wrong in catalog.

use crate::import::Unreadable;
use contracts::{Kind, Problem, imports::ImportStatus, stock::Present};
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
    /// Somebody else has saved the product since it was read.
    #[error("the product was edited meanwhile")]
    Edited,
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// Something is in a category that was to be deleted.
    #[error("the category is not empty")]
    CategoryInUse,
    /// There is not what a change of stock counts on; this is what there is.
    #[error("stock is not what it was")]
    StockChanged(Vec<Present>),
    /// A file cannot be read as a table of products.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// An import is in no state for it.
    #[error("the import is {}", .0.as_str())]
    ImportIs(ImportStatus),
    /// Several askers shared one reading, and it failed.
    #[error(transparent)]
    Shared(Arc<Error>),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// A message as a sentence for people.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

impl web::AsLostRace for Error {
    fn lost_race(&self) -> bool {
        matches!(self, Self::Internal(error) if web::AsLostRace::lost_race(error))
    }
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
            Error::Edited => Self::new(
                Kind::Conflict,
                "edited-meanwhile",
                "Somebody has changed this product since you opened it. Open it again, then make your changes.",
            ),
            Error::KeyReused => {
                let detail = "This Idempotency-Key was sent with another request. Use a new one.";
                Self::new(Kind::Invalid, "idempotency-key-reused", detail)
            }
            Error::CategoryInUse => Self::new(
                Kind::Conflict,
                "category-in-use",
                "Products or categories are in it, drafts and archived ones perhaps. Merge it into another one instead.",
            ),
            Error::StockChanged(present) => {
                let detail =
                    "The stock has changed meanwhile, or orders hold more than would be left. Nothing was saved.";
                Self::new(Kind::Conflict, "stock-changed", detail).with_facts(present)
            }
            Error::Unreadable(error) => Self::new(Kind::Invalid, "unreadable-file", sentence(&error.to_string())),
            Error::ImportIs(status) => {
                let detail = format!("This is not possible now: the import is {}.", status.as_str());
                Self::new(Kind::Conflict, "import-status", detail)
            }
            Error::Shared(error) => Self::from(&**error),
            Error::Internal(error) => web::unexpected(error),
        }
    }
}
