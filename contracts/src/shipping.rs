//! Parcels on their way to buyers.

use crate::ids::{GroupId, OrderId, ParcelId, SellerId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Somebody who takes parcels to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carrier {
    pub code: &'static str,
    pub name: &'static str,
    /// How its tracking numbers look: `#` stands for a digit, everything else for itself.
    pub format: &'static str,
    /// Address of a parcel's page at the carrier, up to the tracking number.
    page: &'static str,
}

/// The carriers that sellers can choose from.
pub const CARRIERS: [Carrier; 3] = [
    Carrier { code: "swiftline", name: "Swiftline", format: "SL#########IN", page: "https://swiftline.example/track/" },
    Carrier {
        code: "meridian",
        name: "Meridian Post",
        format: "MP##########",
        page: "https://meridian-post.example/parcels/",
    },
    Carrier { code: "kite", name: "Kite Couriers", format: "############", page: "https://kite.example/t/" },
];

impl Carrier {
    /// The carrier with this code.
    pub fn find(code: &str) -> Option<Self> {
        CARRIERS.into_iter().find(|carrier| carrier.code == code)
    }

    /// A tracking number as this carrier writes it, if it can be one of its own.
    pub fn tracking(&self, typed: &str) -> Option<String> {
        let tracking: String = typed.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let fits = |(wanted, given): (char, char)| if wanted == '#' { given.is_ascii_digit() } else { wanted == given };
        (tracking.len() == self.format.len() && self.format.chars().zip(tracking.chars()).all(fits)).then_some(tracking)
    }

    /// Where the carrier says how a parcel stands.
    pub fn link(&self, tracking: &str) -> String {
        format!("{}{tracking}", self.page)
    }
}

/// Where a parcel is. In the order in which a parcel goes through them; of two that carry the same time, the later counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ParcelState))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The carrier knows of it and waits for it.
    Announced,
    InTransit,
    /// Something is in the way: an address that nobody finds, a strike.
    Exception,
    OutForDelivery,
    Delivered,
}

impl State {
    pub const ALL: [Self; 5] =
        [Self::Announced, Self::InTransit, Self::Exception, Self::OutForDelivery, Self::Delivered];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::InTransit => "in_transit",
            Self::Exception => "exception",
            Self::OutForDelivery => "out_for_delivery",
            Self::Delivered => "delivered",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Something that a seller has sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TrackedParcel))]
pub struct Parcel {
    pub id: ParcelId,
    pub group: GroupId,
    pub order: OrderId,
    pub seller: SellerId,
    /// Name of the carrier.
    pub carrier: String,
    pub tracking: String,
    /// Where the carrier says how it stands.
    pub link: String,
    pub state: State,
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub delivered_at: Option<OffsetDateTime>,
    /// What the carrier has said, latest first.
    pub scans: Vec<Scan>,
}

/// A carrier has seen a parcel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ParcelScan))]
pub struct Scan {
    pub state: State,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub place: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracking_number_is_taken_as_people_type_it() {
        let swiftline = Carrier::find("swiftline").unwrap();

        assert_eq!(swiftline.tracking(" sl 123 456 789 in "), Some("SL123456789IN".to_owned()));
        assert_eq!(swiftline.tracking("SL12345678IN"), None);
        assert_eq!(swiftline.tracking("SL12345678é IN"), None);
        assert_eq!(Carrier::find("kite").unwrap().tracking("SL123456789IN"), None);
    }

    #[test]
    fn a_state_is_read_as_it_is_written() {
        assert!(State::ALL.into_iter().all(|state| State::parse(state.as_str()) == Some(state)));
        assert_eq!(State::parse("lost at sea"), None);
    }
}
