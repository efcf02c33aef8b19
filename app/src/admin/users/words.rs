//! Roles and states of accounts in words.

use crate::room::status::{Mark, Tone};
use contracts::{
    Role,
    identity::{Person, UserChange},
};

pub const ROLES: [Role; 3] = [Role::User, Role::Seller, Role::Admin];

pub fn role(role: Role) -> &'static str {
    match role {
        Role::User => "Shopper",
        Role::Seller => "Seller",
        Role::Admin => "Admin",
    }
}

/// What somebody may do with it.
pub fn meaning(role: Role) -> &'static str {
    match role {
        Role::User => "Buys. Shops that they work for stay shut to them until they are a seller again.",
        Role::Seller => "Buys, and works for the shops that have let them in.",
        Role::Admin => "Looks after the market, and may do all that a seller may.",
    }
}

pub fn role_of(word: &str) -> Option<Role> {
    ROLES.into_iter().find(|role| role.as_str() == word)
}

/// Whether somebody can log in.
pub fn state(person: &Person) -> Mark {
    match person.disabled_at {
        Some(_) => Mark { icon: "ban", word: "Disabled", tone: Tone::Wrong },
        None => Mark { icon: "circle-check", word: "Active", tone: Tone::Done },
    }
}

/// What was done.
pub fn done(change: UserChange) -> String {
    match change {
        UserChange::Role(to) => format!("The role is {} now. Every session has ended.", role(to)),
        UserChange::Disable => "The account is disabled. Every session has ended.".to_owned(),
        UserChange::Enable => "The account can be used again.".to_owned(),
        UserChange::EndSessions => "Every session has ended.".to_owned(),
    }
}
