//! Who asks. The storefront makes a [`Caller`] of the session; every slice decides with it, inside the operation.

use crate::ids::{SellerId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a person with an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    User,
    Seller,
    Admin,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Seller => "SELLER",
            Self::Admin => "ADMIN",
        }
    }
}

/// Who makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Caller {
    /// A visitor about whom nothing is known; owns nothing.
    Nobody,
    /// A visitor with a session but no account. The id is random and known only to that session.
    Guest { id: Uuid },
    /// Somebody logged in.
    User { id: UserId, role: Role },
    /// A member of a shop, at work for it: only the storefront says so, after identity has confirmed the membership.
    Member { id: UserId, seller: SellerId, owner: bool },
    /// Another part of Levomart, asking on its own behalf.
    System,
}

impl Caller {
    /// The id that owns carts and orders: the guest's or the user's. `None` owns nothing and matches nothing.
    pub fn subject(&self) -> Option<Uuid> {
        match self {
            Self::Guest { id } => Some(*id),
            Self::User { id, .. } | Self::Member { id, .. } => Some(id.0),
            Self::Nobody | Self::System => None,
        }
    }

    /// The account, if somebody is logged in.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } | Self::Member { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The shop for which a member works now.
    pub fn seller(&self) -> Option<SellerId> {
        match self {
            Self::Member { seller, .. } => Some(*seller),
            _ => None,
        }
    }

    /// Whether somebody looks after the market.
    pub fn is_admin(&self) -> bool {
        matches!(self, Self::User { role: Role::Admin, .. })
    }
}
