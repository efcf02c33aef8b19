//! What can go wrong, as far as a caller can act on it.

use contracts::{Kind, Problem, identity::ShopStatus, problem::FieldError};
use sqlx::error::DatabaseError;

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
    /// Unknown, expired, spent or ended: which of them, nobody is told.
    #[error("the refresh token does not count")]
    BadRefreshToken,
    #[error("the current password is not right")]
    WrongCurrentPassword,
    #[error("too many failed tries, wait {retry_after_s} s")]
    TooManyTries { retry_after_s: u32 },
    #[error("the address book is full")]
    AddressBookFull,
    /// Somebody else was faster; what was seen is not so any more.
    #[error("it was changed meanwhile")]
    Changed,
    /// The shop does not stand where this can be done.
    #[error("the shop is {}", .0.as_str())]
    NotNow(ShopStatus),
    #[error("the slug belongs to a shop already")]
    SlugTaken,
    /// Sent twice at once.
    #[error("there is an open application already")]
    OneApplication,
    #[error("only an owner of the shop can do this")]
    OwnersOnly,
    #[error("no account has this e-mail")]
    NoAccount,
    #[error("works for the shop already")]
    MemberAlready,
    #[error("too many people work for the shop")]
    ShopFull,
    #[error("a shop cannot lose its last owner")]
    LastOwner,
    #[error("admins cannot disable or demote themselves")]
    OwnAccount,
    #[error("the market cannot lose its last admin")]
    LastAdmin,
    /// An admin, or a disabled account.
    #[error("nobody looks at the shop as this account")]
    NotViewable,
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
        match error.as_database_error().and_then(DatabaseError::constraint) {
            Some("sellers_slug_unique") => Self::SlugTaken,
            Some("sellers_one_open") => Self::OneApplication,
            _ => Self::Internal(error.into()),
        }
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
            Error::BadRefreshToken => {
                Self::new(Kind::Unauthenticated, "invalid-refresh-token", "The refresh token counts no longer. Log in.")
            }
            Error::WrongCurrentPassword => beside("current", "This is not your current password."),
            Error::TooManyTries { retry_after_s } => Self {
                retry_after: Some(retry_after_s),
                ..Self::new(Kind::TooMany, "too-many-tries", "Too many tries. Please wait a while, then try again.")
            },
            Error::AddressBookFull => {
                Self::new(Kind::Conflict, "address-book-full", "The address book is full. Remove an address first.")
            }
            Error::Changed => conflict("changed", "This was changed meanwhile. Please look again before you decide."),
            Error::NotNow(status) => conflict("not-now", not_now(status)),
            Error::SlugTaken => beside("slug", "This address is taken. Please choose another."),
            Error::OneApplication => conflict("one-application", "Your application is with us already."),
            Error::OwnersOnly => Self::new(Kind::Forbidden, "owners-only", "Only an owner of the shop can do this."),
            Error::NoAccount => beside("email", "Nobody has an account with this e-mail. Ask them to register first."),
            Error::MemberAlready => beside("email", "This person works for the shop already."),
            Error::ShopFull => beside("email", "No more people can work for this shop. Remove somebody first."),
            Error::LastOwner => conflict("last-owner", "A shop needs an owner. Make somebody else an owner first."),
            Error::OwnAccount => beside("change", "You cannot disable or demote yourself. Ask another admin."),
            Error::LastAdmin => conflict("last-admin", "This is the last admin. Promote somebody else first."),
            Error::NotViewable => Self::new(
                Kind::Forbidden,
                "not-viewable",
                "Nobody looks at the shop as an admin or a disabled account.",
            ),
            Error::Busy => Self::unavailable("Logging in"),
            Error::CannotCount(cause) => {
                tracing::warn!(error = format!("{cause:#}"), "log-in refused: failures cannot be counted");
                Self::unavailable("Logging in")
            }
            Error::Internal(cause) => web::unexpected(&cause),
        }
    }
}

fn not_now(status: ShopStatus) -> &'static str {
    match status {
        ShopStatus::Applied => "The application waits for an answer.",
        ShopStatus::Asked => "The application waits for its applicant.",
        ShopStatus::Refused => "The application was refused.",
        ShopStatus::Approved => "The shop is approved already.",
        ShopStatus::Suspended => "The shop is suspended.",
    }
}

fn conflict(code: &str, detail: &str) -> Problem {
    Problem::new(Kind::Conflict, code, detail)
}

fn beside(field: &str, message: &str) -> Problem {
    Problem::invalid(vec![FieldError { field: field.to_owned(), message: message.to_owned() }])
}
