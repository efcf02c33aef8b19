//! Whose cart it is.

use crate::Error;
use contracts::Caller;
use std::fmt;
use uuid::Uuid;

/// The owner of a cart: always the caller, never somebody whom a request names.
///
/// Guests and users have separate keys. A merge names a guest, and an account's id, which is no secret, must not open
/// that account's cart there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Guest(Uuid),
    User(Uuid),
}

impl Owner {
    /// The caller's cart, if the caller can have one.
    pub fn of(caller: &Caller) -> Option<Self> {
        match caller {
            Caller::Guest { id } => Some(Self::Guest(*id)),
            Caller::User { id, .. } | Caller::Member { id, .. } => Some(Self::User(id.0)),
            Caller::Nobody | Caller::System => None,
        }
    }

    /// The caller's cart, for a change.
    pub fn required(caller: &Caller) -> Result<Self, Error> {
        Self::of(caller).ok_or(Error::NotLoggedIn)
    }
}

/// As it stands in keys: `guest:3f2b…`.
impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guest(id) => write!(f, "guest:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
        }
    }
}
