//! Identifiers. Each kind of thing has its own type, so that an order's id cannot stand where an offer's belongs.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    UserId;
    /// A shop that sells on the market.
    SellerId;
    /// A place in the category tree.
    CategoryId;
    /// Something that is sold, in one or more variants.
    ProductId;
    /// One combination of a product's options.
    VariantId;
    /// The sellable unit: one seller's price and stock for one variant.
    OfferId;
    /// Everything bought in one checkout; holds one order per seller.
    GroupId;
    /// What one seller has to send of a group.
    OrderId;
    /// One offer in an order, with its quantity and the price agreed.
    LineId;
    /// The payment of an order group.
    PaymentId;
    /// Something that a seller has sent: some lines of an order, under one tracking number.
    ParcelId;
    /// A buyer's wish to give lines of an order back.
    ReturnId;
    /// A file of products that is being imported.
    ImportId;
    /// An entry of the audit log.
    EntryId;
    /// An address in a shopper's address book.
    AddressId;
    /// Something that the members of a shop are told.
    NoticeId;
    /// An event; consumers use it to notice repeats.
    EventId;
}
