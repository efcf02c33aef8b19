//! Why a cart says no.

use contracts::{Kind, Problem};
use redis::RedisError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("whoever asks cannot have a cart")]
    NotLoggedIn,
    #[error("the offer does not exist")]
    NoSuchOffer,
    #[error("`{0}` is not on sale")]
    NotOnSale(String),
    #[error("`{0}` is sold out")]
    SoldOut(String),
    #[error("the line is not there")]
    NoSuchLine,
    #[error("no more lines fit")]
    Full,
    #[error(transparent)]
    Refused(#[from] Problem),
    #[error("Redis: {0}")]
    Away(#[source] RedisError),
    #[error("Redis does not answer")]
    Silent,
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// What the scripts refuse has a code; anything else means that the cart cannot be reached, never that it is empty.
impl From<RedisError> for Error {
    fn from(error: RedisError) -> Self {
        match error.code() {
            Some("MISSING") => Self::NoSuchLine,
            Some("FULL") => Self::Full,
            _ => Self::Away(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotLoggedIn => Self::log_in(),
            Error::NoSuchOffer => Self::not_found("offer"),
            Error::NoSuchLine => Self::not_found("line in the cart"),
            Error::NotOnSale(title) => Self::new(Kind::Invalid, "not-on-sale", format!("{title} is no longer sold.")),
            Error::SoldOut(title) => Self::new(Kind::Invalid, "sold-out", format!("{title} is sold out.")),
            Error::Full => Self::new(
                Kind::Invalid,
                "cart-full",
                format!("No more than {} different things fit. Please remove one first.", contracts::cart::MAX_LINES),
            ),
            Error::Refused(problem) => problem,
            Error::Away(_) | Error::Silent => {
                tracing::warn!(error = %error, "the cart cannot be reached");
                Self::unavailable("The cart")
            }
            Error::Internal(error) => web::unexpected(&error),
        }
    }
}
