//! What the checkout's form sends.

use contracts::identity::Postal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The address that is typed, rather than taken from the address book.
pub const NEW_ADDRESS: &str = "new";

/// The form as it comes: text, nothing checked. What is missing is empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckoutForm {
    pub email: String,
    /// Id of an entry of the address book, or [`NEW_ADDRESS`].
    pub address: String,
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub phone: String,
    /// Ticked: the address goes into the address book.
    pub save: String,
    /// Code of the chosen delivery per seller.
    pub delivery: BTreeMap<String, String>,
    /// The total that was shown, minor units.
    pub expected_total: String,
    /// Idempotency key: made with the page, so that pressing twice orders once.
    pub key: String,
}

impl CheckoutForm {
    /// The address as it was typed.
    pub fn postal(&self) -> Postal {
        Postal {
            name: self.name.trim().to_owned(),
            line1: self.line1.trim().to_owned(),
            line2: self.line2.trim().to_owned(),
            city: self.city.trim().to_owned(),
            region: self.region.clone(),
            postal_code: self.postal_code.trim().to_owned(),
            country: self.country.clone(),
            phone: self.phone.trim().to_owned(),
        }
    }

    /// What is typed again for the shopper when the form comes back.
    pub fn values(&self) -> BTreeMap<String, String> {
        [
            ("email", &self.email),
            ("address", &self.address),
            ("name", &self.name),
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("city", &self.city),
            ("region", &self.region),
            ("postal_code", &self.postal_code),
            ("country", &self.country),
            ("phone", &self.phone),
            ("save", &self.save),
        ]
        .map(|(name, value)| (name.to_owned(), value.chars().take(500).collect()))
        .into()
    }
}
