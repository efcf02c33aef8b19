//! What the address form sends.

use contracts::identity::{Postal, SaveAddress};
use serde::{Deserialize, Serialize};

/// An address as it is typed; nothing checked. What is missing is empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub phone: String,
    /// Ticked: orders go here unless another address is chosen.
    pub default: String,
}

impl AddressForm {
    pub fn request(&self) -> SaveAddress {
        let postal = Postal {
            name: self.name.clone(),
            line1: self.line1.clone(),
            line2: self.line2.clone(),
            city: self.city.clone(),
            region: self.region.clone(),
            postal_code: self.postal_code.clone(),
            country: self.country.clone(),
            phone: self.phone.clone(),
        };
        SaveAddress { postal, default: !self.default.is_empty() }
    }

    /// What is typed again for the shopper when the form comes back.
    pub fn values(&self) -> [(&str, &str); 9] {
        [
            ("name", &self.name),
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("city", &self.city),
            ("region", &self.region),
            ("postal_code", &self.postal_code),
            ("country", &self.country),
            ("phone", &self.phone),
            ("default", &self.default),
        ]
    }
}
