//! How orders says no.

use contracts::{Kind, Problem, orders::CartChanged};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such order, or it is somebody else's")]
    NotFound,
    #[error("nobody can own what was asked for")]
    NoSubject,
    #[error("the cart is empty")]
    CartEmpty,
    #[error("the cart is not what the shopper saw")]
    CartChanged(Box<CartChanged>),
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    #[error("the same request is still being worked on")]
    InProgress,
    #[error("too many orders wait for their payment")]
    TooManyUnpaid,
    #[error("the order has left, it cannot be cancelled")]
    TooLate,
    #[error("the order waits for its payment")]
    Unpaid,
    #[error("the order has left or was cancelled")]
    Over,
    #[error("more was named of a line than there is")]
    TooMany,
    #[error("the order has not arrived, or too long ago")]
    NotReturnable,
    #[error("the return was answered or withdrawn")]
    Answered,
    /// Input that is not acceptable, or what a slice answered that was asked on the way.
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
            Error::NotFound => Self::not_found("order"),
            Error::NoSubject => Self::log_in(),
            Error::CartEmpty => Self::new(Kind::Conflict, "cart-empty", "Your cart is empty."),
            Error::CartChanged(changed) => {
                let detail = "Prices or stock have changed since you looked. Please check your order again.";
                Self::new(Kind::Conflict, "cart-changed", detail).with_facts(&changed)
            }
            Error::KeyReused => {
                let detail = "This Idempotency-Key was sent with another request. Use a new one.";
                Self::new(Kind::Invalid, "idempotency-key-reused", detail)
            }
            Error::InProgress => {
                let detail = "This order is just being placed. Please wait a moment.";
                Self { retry_after: Some(5), ..Self::new(Kind::Conflict, "in-progress", detail) }
            }
            Error::TooManyUnpaid => {
                let detail = "Several of your orders still wait for their payment. Please pay or cancel one first.";
                Self { retry_after: Some(60), ..Self::new(Kind::TooMany, "too-many-orders", detail) }
            }
            Error::TooLate => {
                Self::new(Kind::Conflict, "too-late", "This parcel is already on its way and cannot be cancelled.")
            }
            Error::Unpaid => Self::new(Kind::Conflict, "not-paid", "This order waits for its payment."),
            Error::Over => Self::new(Kind::Conflict, "order-over", "This order was sent or cancelled in the meantime."),
            Error::TooMany => {
                Self::new(Kind::Conflict, "quantity", "There are not so many of this any more. Please look again.")
            }
            Error::NotReturnable => {
                Self::new(Kind::Conflict, "not-returnable", "This order cannot be given back, or not any more.")
            }
            Error::Answered => {
                Self::new(Kind::Conflict, "return-answered", "This return was answered in the meantime.")
            }
            Error::Refused(problem) => problem,
            Error::Internal(error) => web::unexpected(&error),
        }
    }
}
