//! What programs may ask of the shop, as one OpenAPI document: `docs/openapi.json`.

use crate::{bus, roles::Role};
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

/// What each slice has open to programs.
pub const SLICES: [(Role, fn() -> OpenApi); 9] = [
    (Role::Identity, identity::api),
    (Role::Catalog, catalog::api),
    (Role::Cart, cart::api),
    (Role::Orders, orders::api),
    (Role::Payments, payments::api),
    (Role::Notifications, notifications::api),
    (Role::Shipping, shipping::api),
    (Role::Audit, audit::api),
    (Role::Analytics, analytics::api),
];

/// The parts of the document, in the order in which they are read.
const TAGS: [(&str, &str); 12] = [
    ("auth", "Accounts and tokens."),
    ("users", "The caller's account, addresses and application for a shop."),
    ("products", "What is sold, and who sells it."),
    ("categories", "The tree of categories."),
    ("sellers", "Who trades under a shop's name."),
    ("cart", "What the caller means to buy."),
    ("orders", "What the caller has bought, and buying it."),
    ("payments", "Paying for it."),
    ("shipping", "Parcels on their way."),
    ("notifications", "What the members of a shop are told."),
    ("seller", "The room of a shop, for its members."),
    ("admin", "For those who look after the market."),
];

const ABOUT: &str = "\
Everything that the pages of the shop do, for programs.

Amounts of money are integers in the minor unit of their currency. Lists are read page by page: `next` is the cursor for \
`after`. Whatever is refused is refused with `application/problem+json`, whose `code` programs may test. Answers may get \
more fields; ignore those that you do not know.";

/// The document of all that is open to programs.
pub fn document() -> Value {
    let mut document = web::document(SLICES.iter().map(|(_, api)| api()).chain([bus::api()]));
    document["info"] = json!({
        "title": "Levomart",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    });
    document["servers"] = json!([{ "url": "/", "description": "The shop from which this document comes." }]);
    document["tags"] = TAGS.map(|(name, about)| json!({ "name": name, "description": about })).to_vec().into();
    document
}
