//! A year that a market might have had.

use catalog::{Dice, Market, Ware};
use contracts::{
    Currency, Money, Role,
    catalog::SellerBadge,
    deal::{Deal, DealLine},
    events::{AuditRecorded, SellerApproved},
    identity::{Postal, User},
    ids::{EntryId, GroupId, LineId, OrderId, ParcelId, SellerId, UserId},
    orders::{DeliveryOption, GroupStatus, Status, Step},
};
use serde_json::json;
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use uuid::{Builder, Uuid};

/// When the first order was placed and when the last, before today. Of younger ones, everybody would have to be told.
const FIRST: Duration = Duration::days(400);
const LAST: Duration = Duration::days(8);

/// One person in so many orders, and one more for each shop.
const ORDERS_PER_PERSON: u32 = 10;

/// How long after its order is placed something happens, if all goes well.
const WAY: [(Status, Duration); 5] = [
    (Status::Created, Duration::ZERO),
    (Status::Paid, Duration::minutes(2)),
    (Status::Packed, Duration::hours(6)),
    (Status::Shipped, Duration::days(1)),
    (Status::Delivered, Duration::days(4)),
];

/// How long after it is placed an order that is not paid is given up, and one that is paid cancelled or given back.
const GIVEN_UP: Duration = Duration::minutes(16);
const CANCELLED: Duration = Duration::hours(5);
const GIVEN_BACK: Duration = Duration::days(12);

/// Delivery for a shop's goods, and from when it is free; minor units.
const DELIVERY: i64 = 8_000;
const FREE_FROM: i64 = 150_000;

const FIRST_NAMES: [&str; 12] =
    ["Aarav", "Ananya", "Arjun", "Diya", "Farhan", "Ishaan", "Kavya", "Meera", "Nikhil", "Priya", "Rohan", "Zoya"];
const LAST_NAMES: [&str; 10] =
    ["Bose", "Das", "Fernandes", "Iyer", "Khan", "Mehta", "Nair", "Patel", "Reddy", "Sharma"];
const CITIES: [(&str, &str, &str); 6] = [
    ("Bengaluru", "Karnataka", "560001"),
    ("Chennai", "Tamil Nadu", "600001"),
    ("Delhi", "Delhi", "110001"),
    ("Jaipur", "Rajasthan", "302001"),
    ("Kolkata", "West Bengal", "700001"),
    ("Mumbai", "Maharashtra", "400001"),
];

/// What has become of an order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unpaid,
    CalledOff,
    /// It has come so far on its way, a place in [`WAY`].
    Came(usize),
    Refused,
    GivenBack,
}

/// A market and those who trade on it. The same order is the same every time, but for the day on which it is told.
pub struct Past {
    market: Market,
    products: u32,
    /// First those who own the shops, then those who only buy.
    pub people: Vec<User>,
    owners: HashMap<SellerId, UserId>,
    begin: OffsetDateTime,
    /// Between two orders.
    gap: Duration,
}

impl Past {
    pub fn imagine(products: u32, sellers: u32, orders: u32, now: OffsetDateTime) -> anyhow::Result<Self> {
        let today = now.replace_time(time::Time::MIDNIGHT);
        let begin = today - FIRST;
        let people = (0..sellers + orders.div_ceil(ORDERS_PER_PERSON)).map(|number| person(number, sellers, begin));
        let (market, people): (_, Vec<User>) = (Market::imagine(sellers)?, people.collect());
        let owners = market.sellers.iter().zip(&people).map(|(seller, owner)| (seller.seller, owner.id)).collect();
        Ok(Self { market, products, people, owners, begin, gap: (FIRST - LAST) / orders.max(1) })
    }

    /// Every shop with its owner.
    pub fn shops(&self) -> Vec<(SellerApproved, UserId)> {
        self.market.sellers.iter().map(|seller| (seller.clone(), self.owners[&seller.seller])).collect()
    }

    /// The order with this number; of two, the later has the larger.
    pub fn deal(&self, number: u32) -> Deal {
        let mut dice = Dice::of(number ^ 0x0dea_0000);
        // To the second, as exactly as everybody's clock.
        let placed_at = (self.begin + self.gap * number).replace_nanosecond(0).unwrap_or(self.begin);
        // Some products are bought far more often than others.
        let product = dice.below(self.products as usize) * (1 + dice.below(100)) / 100;
        let ware = self.market.ware(product.min(self.products as usize - 1) as u32);
        let buyer = &self.people[dice.below(self.people.len())];
        let fate = fate((self.begin + FIRST - placed_at).whole_days(), &mut dice);
        let lines = lines(number, placed_at, &ware, &mut dice);
        let items_minor: i64 = lines.iter().map(|line| line.price_minor * i64::from(line.quantity)).sum();
        let delivery_minor = if items_minor >= FREE_FROM { 0 } else { DELIVERY };
        let history = history(fate, placed_at);
        let at = |status| history.iter().find(|step| step.status == status).map(|step| step.at);
        let (paid_at, cancelled_at) = (at(Status::Paid), at(Status::Cancelled));
        let refunded_at = paid_at.and(cancelled_at).or(at(Status::Returned));
        Deal {
            group: GroupId(id(placed_at, 1, number)),
            order: OrderId(id(placed_at, 2, number)),
            number: format!("LM-{:04}-{:04}", number / 10_000, number % 10_000),
            buyer: buyer.id,
            email: buyer.email.clone(),
            postal: postal(&buyer.name, &mut dice),
            seller: badge(ware.seller),
            product: ware.product,
            slug: ware.slug,
            title: ware.title,
            picture: ware.picture,
            units: lines.iter().map(|line| line.quantity).sum(),
            lines,
            delivery: delivery(delivery_minor, placed_at),
            currency: Currency::Inr,
            items_minor,
            delivery_minor,
            total_minor: items_minor + delivery_minor,
            status: history.last().map_or(Status::Created, |step| step.status),
            group_status: group_status(fate),
            placed_at,
            paid_at,
            shipped_at: at(Status::Shipped),
            delivered_at: at(Status::Delivered),
            cancelled_at,
            refunded_minor: match fate {
                Fate::CalledOff => items_minor + delivery_minor,
                Fate::GivenBack => items_minor,
                _ => 0,
            },
            refunded_at,
            payback: id(refunded_at.unwrap_or(placed_at), 3, number),
            sale: id(paid_at.unwrap_or(placed_at), 4, number),
            parcel: ParcelId(id(at(Status::Shipped).unwrap_or(placed_at), 5, number)),
            tracking: format!("C{number:09}"),
            wish: match fate {
                Fate::GivenBack => Some("accepted".to_owned()),
                Fate::Refused => Some("refused".to_owned()),
                _ => None,
            },
            history,
        }
    }

    /// What audit was told when an order's parcel left.
    pub fn act(&self, deal: &Deal) -> Option<AuditRecorded> {
        Some(AuditRecorded {
            entry: EntryId(deal.parcel.0),
            at: deal.shipped_at?,
            slice: "orders".to_owned(),
            actor: Some(self.owners[&deal.seller.id]),
            actor_kind: "seller".to_owned(),
            action: "order.ship".to_owned(),
            subject_kind: "order".to_owned(),
            subject: deal.order.to_string(),
            seller: Some(deal.seller.id),
            before: None,
            after: Some(json!({ "parcel": deal.parcel, "carrier": "courier", "tracking": deal.tracking }).to_string()),
            reason: None,
            from: None,
        })
    }
}

/// An id as somebody would have made it at that time: `kind` of thing, and its number.
fn id(at: OffsetDateTime, kind: u8, number: u32) -> Uuid {
    let millis = u64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    let [a, b, c, d] = number.to_be_bytes();
    Builder::from_unix_timestamp_millis(millis, &[0, kind, 0, 0, 0, 0, a, b, c, d]).into_uuid()
}

/// The first are the owners of the shops.
fn person(number: u32, sellers: u32, begin: OffsetDateTime) -> User {
    let mut dice = Dice::of(number ^ 0x0e0e_0000);
    let mut any = |names: &[&str]| names[dice.below(names.len())].to_owned();
    let (email, role) = match number.checked_sub(sellers) {
        None => (format!("owner-{}@levomart.test", number + 1), Role::Seller),
        Some(place) => (format!("buyer-{}@levomart.test", place + 1), Role::User),
    };
    // Their ids depend neither on the day nor on how many shops there are, so that a catalogue can be made once more beside
    // what is there.
    let (kind, place) = number.checked_sub(sellers).map_or((6, number), |place| (7, place));
    let id = UserId(id(OffsetDateTime::UNIX_EPOCH, kind, place));
    let created_at = begin - Duration::minutes(i64::from(number));
    User { id, email, name: format!("{} {}", any(&FIRST_NAMES), any(&LAST_NAMES)), role, created_at }
}

/// Young orders are still on their way; of the old ones, some have ended otherwise.
fn fate(age_days: i64, dice: &mut Dice) -> Fate {
    match (age_days, dice.below(100)) {
        (..=9, chance) => Fate::Came(if chance < 70 { 1 } else { 2 }),
        (..=12, _) => Fate::Came(3),
        (_, 0..2) => Fate::Unpaid,
        (_, 2..5) => Fate::CalledOff,
        (30.., 5..7) => Fate::GivenBack,
        (30.., 7) => Fate::Refused,
        _ => Fate::Came(4),
    }
}

fn history(fate: Fate, placed_at: OffsetDateTime) -> Vec<Step> {
    let (came, end) = match fate {
        Fate::Unpaid => (0, Some((Status::Cancelled, GIVEN_UP))),
        Fate::CalledOff => (1, Some((Status::Cancelled, CANCELLED))),
        Fate::Came(place) => (place, None),
        Fate::Refused => (4, None),
        Fate::GivenBack => (4, Some((Status::Returned, GIVEN_BACK))),
    };
    let steps = WAY.into_iter().take(came + 1).chain(end);
    steps.map(|(status, after)| Step { status, at: placed_at + after, note: String::new() }).collect()
}

fn group_status(fate: Fate) -> GroupStatus {
    match fate {
        Fate::Unpaid => GroupStatus::Expired,
        Fate::CalledOff => GroupStatus::Cancelled,
        Fate::Came(place) if place < 4 => GroupStatus::Paid,
        Fate::Came(_) | Fate::Refused | Fate::GivenBack => GroupStatus::Completed,
    }
}

/// One variant, or two neighbours.
fn lines(number: u32, placed_at: OffsetDateTime, ware: &Ware<'_>, dice: &mut Dice) -> Vec<DealLine> {
    let count = ware.variants.len();
    let (first, some) = (dice.below(count), if dice.below(4) == 0 { 2 } else { 1 });
    (0..some.min(count))
        .map(|place| {
            let variant = &ware.variants[(first + place) % count];
            DealLine {
                line: LineId(id(placed_at, 16 + place as u8, number)),
                offer: variant.offer,
                variant: variant.name.clone(),
                sku: variant.sku.clone(),
                quantity: if dice.below(6) == 0 { 2 } else { 1 },
                price_minor: variant.price_minor,
            }
        })
        .collect()
}

fn delivery(minor: i64, placed_at: OffsetDateTime) -> DeliveryOption {
    let day = placed_at.date();
    DeliveryOption {
        code: "standard".to_owned(),
        name: "Standard delivery".to_owned(),
        cost: Money::new(minor, Currency::Inr),
        earliest: day.saturating_add(Duration::days(3)),
        latest: day.saturating_add(Duration::days(6)),
    }
}

fn postal(name: &str, dice: &mut Dice) -> Postal {
    let (city, region, code) = CITIES[dice.below(CITIES.len())];
    Postal {
        name: name.to_owned(),
        line1: format!("{} Market Road", 1 + dice.below(200)),
        line2: String::new(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: code.to_owned(),
        country: "IN".to_owned(),
        phone: format!("+91 98{:08}", dice.below(100_000_000)),
    }
}

fn badge(seller: &SellerApproved) -> SellerBadge {
    let SellerApproved { seller: id, slug, name, place, tint, .. } = seller.clone();
    SellerBadge { id, slug, name, place, tint }
}
