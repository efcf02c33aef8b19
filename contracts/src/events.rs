//! What slices tell each other. Past tense, one enum per topic, additive for ever: a new field is optional, a meaning
//! never changes. Personal data stays out: events carry ids, and who needs a name asks for it.
//!
//! `contracts/events/*.json` holds the JSON Schema of every type, `docs/events.md` the catalogue: generated from here.

use crate::{
    caller::Role,
    ids::{
        CategoryId, EntryId, GroupId, ImportId, OfferId, OrderId, ParcelId, PaymentId, ProductId, ReturnId, SellerId,
        UserId,
    },
    money::Money,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use time::OffsetDateTime;
use uuid::Uuid;

/// A topic: the events of one slice.
pub trait Event: Serialize + DeserializeOwned + Send + Sync {
    /// Name of the topic; equals the name of the slice.
    const TOPIC: &'static str;

    /// The aggregate that the event is about. Events of one aggregate stay in order.
    fn key(&self) -> Uuid;

    /// CloudEvents `type`, without the `com.levomart.` before and the `.v1` behind it: `order.created`.
    fn name(&self) -> &'static str;

    /// Every name that [`Event::name`] can give.
    const NAMES: &'static [&'static str];

    /// The JSON Schema of the data of each type, by name.
    #[cfg(feature = "schema")]
    fn schemas() -> Vec<(&'static str, schemars::Schema)>;
}

macro_rules! topic {
    ($(#[$doc:meta])* $topic:literal $enum:ident { $($(#[$vdoc:meta])* $variant:ident($payload:ty) = $name:literal by $key:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "type", content = "data")]
        pub enum $enum {
            $($(#[$vdoc])* #[serde(rename = $name)] $variant($payload),)*
        }

        impl Event for $enum {
            const TOPIC: &'static str = $topic;
            const NAMES: &'static [&'static str] = &[$($name),*];

            fn key(&self) -> Uuid {
                match self { $(Self::$variant(event) => event.$key.0,)* }
            }

            fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)* }
            }

            #[cfg(feature = "schema")]
            fn schemas() -> Vec<(&'static str, schemars::Schema)> {
                vec![$(($name, schemars::schema_for!($payload))),*]
            }
        }
    };
}

// A field may be followed by an example for the catalogue. Texts and amounts want one, the rest is made up.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty $(= $example:expr)?,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name {
            $($(#[$fdoc])* $(#[cfg_attr(feature = "schema", schemars(example = &$example))])? pub $field: $type,)*
        }
    )*};
}

topic! {
    /// What identity tells.
    "identity" IdentityEvent {
        UserCreated(UserCreated) = "user.created" by user,
        UserRoleChanged(UserRoleChanged) = "user.role_changed" by user,
        SellerApplied(SellerApplied) = "seller.applied" by seller,
        SellerAnswered(SellerAnswered) = "seller.answered" by seller,
        SellerApproved(SellerApproved) = "seller.approved" by seller,
        SellerSuspended(SellerSuspended) = "seller.suspended" by seller,
    }
}

topic! {
    /// What orders tells.
    "orders" OrderEvent {
        /// Keyed by group, as all events of this topic, so that one group's events stay in order.
        Created(OrderCreated) = "order.created" by group,
        Paid(OrderPaid) = "order.paid" by group,
        Cancelled(OrderCancelled) = "order.cancelled" by group,
        LinesCancelled(LinesCancelled) = "order.lines_cancelled" by group,
        Packed(OrderMoved) = "order.packed" by group,
        Shipped(OrderShipped) = "order.shipped" by group,
        Delivered(OrderMoved) = "order.delivered" by group,
        ReturnAsked(ReturnTold) = "return.asked" by group,
        ReturnRefused(ReturnTold) = "return.refused" by group,
        Returned(OrderReturned) = "order.returned" by group,
    }
}

topic! {
    /// What payments tells.
    "payments" PaymentEvent {
        Succeeded(PaymentSucceeded) = "payment.succeeded" by payment,
        Failed(PaymentFailed) = "payment.failed" by payment,
        Refunded(PaymentRefunded) = "payment.refunded" by payment,
    }
}

topic! {
    /// What catalog tells.
    "catalog" CatalogEvent {
        StockLow(StockChanged) = "stock.low" by offer,
        StockOut(StockChanged) = "stock.out" by offer,
        PriceChanged(PriceChanged) = "offer.price_changed" by offer,
        ProductModerated(ProductModerated) = "product.moderated" by product,
        ProductAnswered(ProductAnswered) = "product.answered" by product,
        ImportEnded(ImportEnded) = "import.ended" by import,
    }
}

topic! {
    /// What shipping tells.
    "shipping" ShippingEvent {
        Created(ShipmentTold) = "shipment.created" by parcel,
        Updated(ShipmentTold) = "shipment.updated" by parcel,
        Delivered(ShipmentTold) = "shipment.delivered" by parcel,
    }
}

topic! {
    /// What every slice tells of acts with privilege or money in them.
    "audit" AuditEvent {
        Recorded(AuditRecorded) = "audit.recorded" by entry,
    }
}

payloads! {
    /// Somebody opened an account.
    UserCreated { user: UserId, role: Role, }
    /// Somebody may now do more or less.
    UserRoleChanged { user: UserId, role: Role, }
    /// A shop may sell from now on, or has changed how it presents itself.
    SellerApproved {
        seller: SellerId,
        slug: String = "ember-and-loom",
        name: String = "Ember & Loom",
        place: String = "Jaipur",
        /// Colour behind the shop's initials.
        tint: String = "clay",
        about: String = "Handloom cotton, dyed with plants.",
        returns: String = "30 days, unworn",
        /// Year since which the shop sells here.
        since: i32 = 2019,
        ships_in_days: u32 = 2,
    }
    /// A shop may no longer sell, until it is approved again.
    SellerSuspended {
        seller: SellerId,
        /// Why, in the words of whoever decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
    /// Somebody asks to open a shop.
    SellerApplied { seller: SellerId, applicant: UserId, name: String = "Ember & Loom", }
    /// An application was not approved: something is asked back, or it is refused.
    SellerAnswered {
        seller: SellerId,
        applicant: UserId,
        name: String = "Ember & Loom",
        /// True when it was refused, false when it was asked back.
        refused: bool,
        reason: String = "The address is incomplete.",
    }
    /// An order group was placed; its stock is held until `hold_expires_at`. The amount to pay comes from here alone.
    OrderCreated {
        group: GroupId,
        number: String = "LM-4207-7731",
        /// Id of the user or guest who buys.
        buyer: Uuid,
        total: Money = rupees(137_900),
        units: u32,
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
        #[serde(with = "time::serde::rfc3339")]
        hold_expires_at: OffsetDateTime,
        orders: Vec<OrderPart>,
    }
    /// One seller's part of a group.
    OrderPart {
        order: OrderId,
        seller: SellerId,
        items: Money = rupees(129_900),
        delivery: Money = rupees(8_000),
        total: Money = rupees(137_900),
        lines: Vec<OrderLine>,
    }
    /// How much of what.
    OrderLine {
        offer: OfferId,
        quantity: u32,
        /// Price times quantity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        total: Option<Money>,
        /// Its category, then the one above it, up to the root; said when the order is placed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        categories: Option<Vec<CategoryId>>,
    }
    /// A group was paid in full.
    OrderPaid {
        group: GroupId,
        number: String = "LM-4207-7731",
        /// Id of the user or guest who bought.
        buyer: Uuid,
        orders: Vec<OrderPart>,
    }
    /// Orders of a group were cancelled: their stock goes back, and their money if it was paid.
    OrderCancelled {
        group: GroupId,
        /// The orders that were cancelled now.
        orders: Vec<OrderPart>,
        /// True when nothing of the group is left.
        whole: bool,
        /// True when the money had come in before.
        paid: bool,
        reason: CancelReason,
    }
    /// Lines of one order were cancelled while the rest of it stands: their stock goes back, and their money if it was
    /// paid. An order that is cancelled as a whole is told by `order.cancelled`.
    LinesCancelled {
        group: GroupId,
        order: OrderId,
        seller: SellerId,
        /// What was cancelled now.
        lines: Vec<OrderLine>,
        /// What the buyer gets back for it.
        refund: Money = rupees(49_900),
        paid: bool,
        reason: CancelReason,
    }
    /// An order has come a step further.
    OrderMoved { group: GroupId, order: OrderId, seller: SellerId, }
    /// A parcel with lines of an order has left.
    OrderShipped {
        group: GroupId,
        order: OrderId,
        seller: SellerId,
        parcel: ParcelId,
        /// Code of the carrier.
        carrier: String = "swiftline",
        tracking: String = "SL123456789IN",
        lines: Vec<OrderLine>,
        /// True when nothing of the order is left to send: it is now `shipped`.
        last: bool,
    }
    /// A buyer asks to give lines back, or the seller says no to it.
    ReturnTold { group: GroupId, order: OrderId, seller: SellerId, #[serde(rename = "return")] wish: ReturnId, }
    /// The seller has taken lines back: their money goes back, and their stock if they can be sold again.
    OrderReturned {
        group: GroupId,
        order: OrderId,
        seller: SellerId,
        #[serde(rename = "return")]
        wish: ReturnId,
        lines: Vec<OrderLine>,
        refund: Money = rupees(49_900),
        /// Whether the goods go back on the shelf.
        restock: bool,
    }
    /// A parcel is known to its carrier, has come further, or has arrived.
    ShipmentTold {
        parcel: ParcelId,
        group: GroupId,
        order: OrderId,
        seller: SellerId,
        /// `announced`, `in_transit`, `out_for_delivery`, `delivered`, `exception`.
        state: String = "in_transit",
    }
    /// Somebody did something with privilege or money in it.
    AuditRecorded {
        entry: EntryId,
        #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
        /// The slice in which it was done.
        slice: String = "identity",
        /// Who did it; nobody for what Levomart does by itself and for commands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<UserId>,
        /// `admin`, `seller`, `shopper`, `system`.
        actor_kind: String = "admin",
        /// What was done.
        action: String = "seller.suspend",
        /// Kind of what it was done to.
        subject_kind: String = "seller",
        subject: String = "0192d3a1-0000-7000-8000-000000000001",
        /// The shop that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seller: Option<SellerId>,
        /// How things stood before and after, as JSON.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Address from which it was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    }
    /// An admin has decided about a product.
    ProductModerated {
        product: ProductId,
        seller: SellerId,
        title: String = "Brass lamp",
        /// `approved`, `asked`, `blocked`, `unblocked`, `deleted`.
        outcome: String = "blocked",
        reason: String = "The pictures show another product.",
    }
    /// A shop has changed a product about which an admin had asked back.
    ProductAnswered { product: ProductId, seller: SellerId, title: String = "Brass lamp", }
    /// A file of products was imported, as far as it could be.
    ImportEnded {
        import: ImportId,
        seller: SellerId,
        file: String = "lamps.csv",
        /// Products that were written, and those that were not.
        imported: u32,
        failed: u32,
        /// Why the rest of it could not be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
    }
    /// The money for a group came in.
    PaymentSucceeded { payment: PaymentId, group: GroupId, amount: Money = rupees(137_900), }
    /// A try to pay failed; the group may be paid again while its stock is held.
    PaymentFailed { payment: PaymentId, group: GroupId, reason: String = "the card was declined", }
    /// Money went back to the buyer.
    PaymentRefunded { payment: PaymentId, group: GroupId, amount: Money = rupees(137_900), }
    /// Few or none are left of an offer.
    StockChanged {
        offer: OfferId, seller: SellerId,
        /// Units on hand; those that orders hold and nobody has paid for yet are among them.
        available: u32,
    }
    /// An offer has another price.
    PriceChanged { offer: OfferId, seller: SellerId, old: Money = rupees(129_900), new: Money = rupees(119_900), }
}

/// Amounts of the examples, in paise.
#[cfg(feature = "schema")]
const fn rupees(minor: i64) -> Money {
    Money::new(minor, crate::Currency::Inr)
}

/// Why orders were cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The buyer changed their mind.
    Buyer,
    /// The hold ran out before the money came.
    Unpaid,
    /// The seller cannot send it.
    Seller,
    /// The seller did not send it in time.
    Late,
    /// Whoever looks after the market decided so.
    Admin,
}
