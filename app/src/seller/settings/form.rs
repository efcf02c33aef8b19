//! What the form of the shop's profile sends.

use crate::seller::apply::form::days;
use contracts::identity::SaveShop;
use serde::{Deserialize, Serialize};

/// The profile as it is typed; nothing checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopForm {
    pub name: String,
    pub about: String,
    pub returns: String,
    pub place: String,
    pub ships_in_days: String,
    pub tint: String,
    /// As which the shop was seen.
    pub version: String,
}

impl ShopForm {
    pub fn request(&self) -> SaveShop {
        SaveShop {
            name: self.name.clone(),
            about: self.about.clone(),
            returns: self.returns.clone(),
            place: self.place.clone(),
            ships_in_days: days(&self.ships_in_days),
            tint: self.tint.clone(),
            // What is no version is none that the shop has.
            version: self.version.parse().unwrap_or(-1),
        }
    }

    /// What is typed again when the form comes back. Not the version: who sees what changed meanwhile may go on.
    pub fn values(&self) -> [(&str, &str); 6] {
        [
            ("name", &self.name),
            ("about", &self.about),
            ("returns", &self.returns),
            ("place", &self.place),
            ("ships_in_days", &self.ships_in_days),
            ("tint", &self.tint),
        ]
    }
}
