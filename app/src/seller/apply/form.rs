//! What the application sends.

use contracts::identity::{Apply, Contact, Papers, Postal, Trader};
use serde::{Deserialize, Serialize};

/// An application as it is typed; nothing checked. What is missing is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplyForm {
    pub name: String,
    pub slug: String,
    pub about: String,
    pub returns: String,
    pub place: String,
    pub ships_in_days: String,
    pub contact_email: String,
    pub contact_phone: String,
    pub legal_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub registration: String,
    pub register: String,
    pub account_holder: String,
    pub account_number: String,
    pub document: String,
    /// Ticked: only what the law allows is sold.
    pub certified: String,
}

impl ApplyForm {
    pub fn request(&self) -> Apply {
        let address = Postal {
            name: self.legal_name.clone(),
            line1: self.line1.clone(),
            line2: self.line2.clone(),
            city: self.city.clone(),
            region: self.region.clone(),
            postal_code: self.postal_code.clone(),
            country: "IN".to_owned(),
            phone: self.contact_phone.clone(),
        };
        Apply {
            name: self.name.clone(),
            slug: self.slug.trim().to_lowercase(),
            about: self.about.clone(),
            returns: self.returns.clone(),
            place: self.place.clone(),
            ships_in_days: days(&self.ships_in_days),
            contact: Contact { email: self.contact_email.clone(), phone: self.contact_phone.clone() },
            trader: Trader {
                legal_name: self.legal_name.clone(),
                address,
                registration: self.registration.clone(),
                certified: !self.certified.is_empty(),
            },
            papers: Some(Papers {
                register: self.register.clone(),
                account_holder: self.account_holder.clone(),
                account_number: self.account_number.clone(),
                document: self.document.clone(),
            }),
        }
    }

    /// What is typed again for the applicant when the form comes back: not the account's number, which no page shows.
    pub fn values(&self) -> [(&str, &str); 19] {
        [
            ("name", &self.name),
            ("slug", &self.slug),
            ("about", &self.about),
            ("returns", &self.returns),
            ("place", &self.place),
            ("ships_in_days", &self.ships_in_days),
            ("contact_email", &self.contact_email),
            ("contact_phone", &self.contact_phone),
            ("legal_name", &self.legal_name),
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("city", &self.city),
            ("region", &self.region),
            ("postal_code", &self.postal_code),
            ("registration", &self.registration),
            ("register", &self.register),
            ("account_holder", &self.account_holder),
            ("document", &self.document),
            ("certified", &self.certified),
        ]
    }
}

/// A number of days; what is none is more than anybody may promise, and is said beside its field.
pub fn days(typed: &str) -> u32 {
    typed.trim().parse().unwrap_or(u32::MAX)
}
