//! Stories about mail, on a real database. Identity and orders are the outside world here: they answer what a story says.

#![expect(clippy::unwrap_used, reason = "what a story takes for granted and is not so ends it")]

mod noticing;
mod sending;
mod telling;

use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    routing::get,
};
use clients::{Identity, Inventory, Orders};
use contracts::{
    Caller, Currency, Money, Problem, Role,
    catalog::SellerBadge,
    events::{Event, OrderPart},
    identity::{Contact, Postal, User},
    ids::{GroupId, LineId, OfferId, OrderId, SellerId, UserId},
    inventory::{
        CommitRequest, CommitResponse, Offer, QuoteRequest, QuoteResponse, ReleaseRequest, ReleaseResponse,
        ReserveRequest, ReserveResponse,
        inventory_server::{self, InventoryServer},
    },
    orders::{DeliveryOption, Group, GroupStatus, Line, Order, Status},
};
use events::{Bus, Delivery, Envelope};
use notifications::{Config, Transport};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use testing::Database;
use time::{Duration, OffsetDateTime, macros::date};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status as Refusal};
use uuid::Uuid;
use web::{Refused, Upstream};

/// Notifications with an empty database, in a world that has one order and one user.
struct World {
    database: Database,
    service: web::Service,
    bus: Bus,
    folder: PathBuf,
    outside: Arc<Mutex<Outside>>,
}

struct Outside {
    group: Option<Group>,
    user: Option<User>,
    /// How many questions are refused before one is answered.
    away: u32,
}

#[derive(sqlx::FromRow)]
struct Mail {
    id: Uuid,
    kind: String,
    recipient: String,
    subject: String,
    text: String,
    html: String,
    tries: i32,
    sent: bool,
    failed: Option<String>,
}

impl World {
    async fn new(group: Group) -> Self {
        let folder = std::env::temp_dir().join(format!("levomart-mail-{}", Uuid::new_v4().simple()));
        Self::sending_to(group, Transport::Dir(folder.clone()), folder).await
    }

    async fn sending_to(group: Group, transport: Transport, folder: PathBuf) -> Self {
        let database = Database::new(&[&events::MIGRATOR, &notifications::MIGRATOR]).await;
        let outside = Arc::new(Mutex::new(Outside { group: Some(group), user: Some(meera()), away: 0 }));
        let upstream = Upstream::Local(
            Router::new()
                .route("/api/orders/{id}", get(answer_group))
                .route("/api/users/{id}", get(answer_user))
                .route("/api/sellers/{id}/contact", get(answer_contact))
                .with_state(Arc::clone(&outside)),
        );
        let config = Config {
            public_url: "https://shop.example/".to_owned(),
            from: "Levomart <mail@shop.example>".to_owned(),
            transport,
        };
        let (identity, orders) = (Identity(upstream.clone()), Orders(upstream));
        let inventory = Inventory::local(InventoryServer::new(Shelf));
        let service = notifications::service(database.pool.clone(), identity, orders, inventory, config).unwrap();
        let bus = Bus::postgres(database.pool.clone());
        Self { database, service, bus, folder, outside }
    }

    fn group(&self) -> Group {
        self.outside.lock().unwrap().group.clone().unwrap()
    }

    /// Tells an event and lets notifications hear it.
    async fn hear<E: Event>(&self, event: &E) -> Envelope {
        let envelope = Envelope::wrap(event, Uuid::now_v7(), 1, OffsetDateTime::now_utc()).unwrap();
        self.hear_envelope(E::TOPIC, &envelope).await;
        envelope
    }

    async fn hear_envelope(&self, topic: &str, envelope: &Envelope) {
        self.bus.publish(&[Delivery { topic: topic.to_owned(), envelope: envelope.clone() }]).await.unwrap();
        for subscription in &self.service.subscriptions {
            subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap();
        }
    }

    /// One run of the sweeper that sends mail.
    async fn send(&self) {
        self.service.sweepers[0].run().await.unwrap();
    }

    async fn mails(&self) -> Vec<Mail> {
        sqlx::query_as(
            "select id, kind, recipient, subject, text, html, tries, sent_at is not null as sent, failed
               from notifications.mails
              order by id",
        )
        .fetch_all(&self.database.pool)
        .await
        .unwrap()
    }

    /// Without those to sellers.
    async fn mails_to_buyer(&self) -> Vec<Mail> {
        self.mails().await.into_iter().filter(|mail| mail.recipient == self.group().email).collect()
    }

    /// The files that were written, in the order of their names: name and content.
    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<_> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

type Around = State<Arc<Mutex<Outside>>>;

async fn answer_group(State(outside): Around, Extension(caller): Extension<Caller>) -> Result<Json<Group>, Refused> {
    let mut outside = outside.lock().unwrap();
    outside.admit(caller)?;
    Ok(Json(outside.group.clone().ok_or(Problem::not_found("order"))?))
}

async fn answer_user(State(outside): Around, Extension(caller): Extension<Caller>) -> Result<Json<User>, Refused> {
    let mut outside = outside.lock().unwrap();
    outside.admit(caller)?;
    Ok(Json(outside.user.clone().ok_or(Problem::not_found("user"))?))
}

/// Every shop has an address of its own.
async fn answer_contact(
    State(outside): Around,
    Extension(caller): Extension<Caller>,
    Path(seller): Path<SellerId>,
) -> Result<Json<Contact>, Refused> {
    outside.lock().unwrap().admit(caller)?;
    Ok(Json(Contact { email: shop_email(seller), phone: String::new() }))
}

fn shop_email(seller: SellerId) -> String {
    format!("shop-{}@example.in", seller.0.as_u128())
}

/// An inventory in which every offer is the same lamp.
struct Shelf;

#[tonic::async_trait]
impl inventory_server::Inventory for Shelf {
    async fn quote(&self, request: Request<QuoteRequest>) -> Result<Response<QuoteResponse>, Refusal> {
        let lamp = |offer_id| Offer {
            offer_id,
            title: "Brass oil lamp".to_owned(),
            variant: "Tall".to_owned(),
            sku: "LAMP & TALL".to_owned(),
            ..Offer::default()
        };
        let offers = request.into_inner().offer_ids.into_iter().map(lamp).collect();
        Ok(Response::new(QuoteResponse { offers }))
    }

    async fn reserve(&self, _: Request<ReserveRequest>) -> Result<Response<ReserveResponse>, Refusal> {
        Err(Refusal::unimplemented("nobody is told of holds"))
    }

    async fn release(&self, _: Request<ReleaseRequest>) -> Result<Response<ReleaseResponse>, Refusal> {
        Err(Refusal::unimplemented("nobody is told of holds"))
    }

    async fn commit(&self, _: Request<CommitRequest>) -> Result<Response<CommitResponse>, Refusal> {
        Err(Refusal::unimplemented("nobody is told of holds"))
    }
}

impl Outside {
    /// Answers Levomart itself, unless it is away.
    fn admit(&mut self, caller: Caller) -> Result<(), Problem> {
        if self.away > 0 {
            self.away -= 1;
            return Err(Problem::unavailable("This part of the shop"));
        }
        if caller == Caller::System { Ok(()) } else { Err(Problem::not_found("page")) }
    }
}

fn meera() -> User {
    User {
        id: UserId(Uuid::from_u128(7)),
        email: "meera@example.in".to_owned(),
        name: "Meera".to_owned(),
        role: Role::User,
        created_at: OffsetDateTime::UNIX_EPOCH,
    }
}

/// Two lamps of one seller and a mug of another.
fn group() -> Group {
    let orders = vec![
        order(1, "Rafiq & Sons Brass", line("Brass oil lamp", "Tall", 2, 172_500), 4_900),
        order(2, "Khurja Clay House", line("Stoneware mug", "", 1, 49_950), 0),
    ];
    let placed_at = OffsetDateTime::now_utc();
    Group {
        id: GroupId(Uuid::new_v4()),
        number: "LM-4207-7731".to_owned(),
        status: GroupStatus::Pending,
        placed_at,
        hold_expires_at: placed_at + Duration::minutes(15),
        email: "guest@example.in".to_owned(),
        postal: Postal {
            name: "Meera Iyer".to_owned(),
            line1: "12 Lamp Street".to_owned(),
            line2: String::new(),
            city: "Pune".to_owned(),
            region: "Maharashtra".to_owned(),
            postal_code: "411001".to_owned(),
            country: "IN".to_owned(),
            phone: "+91 98765 43210".to_owned(),
        },
        orders,
        items_total: rupees(394_950),
        delivery_total: rupees(4_900),
        total: rupees(399_850),
        refund_total: rupees(0),
        access: "c0ffee".to_owned(),
    }
}

fn order(number: u128, seller: &str, line: Line, delivery: i64) -> Order {
    Order {
        id: OrderId(Uuid::from_u128(number)),
        number: format!("LM-4207-7731-{number}"),
        seller: SellerBadge {
            id: SellerId(Uuid::from_u128(number)),
            slug: "seller".to_owned(),
            name: seller.to_owned(),
            place: "Moradabad".to_owned(),
            tint: "honey".to_owned(),
        },
        status: Status::Created,
        subtotal: line.total,
        total: rupees(line.total.minor + delivery),
        lines: vec![line],
        delivery: DeliveryOption {
            code: "standard".to_owned(),
            name: "Standard".to_owned(),
            cost: rupees(delivery),
            earliest: date!(2026 - 12 - 03),
            latest: date!(2026 - 12 - 05),
        },
        history: Vec::new(),
        can_cancel: true,
        refunded: rupees(0),
        parcels: Vec::new(),
        returns: Vec::new(),
        can_return: false,
    }
}

fn line(title: &str, variant: &str, quantity: u32, price: i64) -> Line {
    Line {
        id: LineId(Uuid::new_v4()),
        offer: OfferId(Uuid::new_v4()),
        slug: "slug".to_owned(),
        title: title.to_owned(),
        variant: variant.to_owned(),
        sku: "sku".to_owned(),
        picture: String::new(),
        quantity,
        price: rupees(price),
        total: rupees(price * i64::from(quantity)),
        cancelled: 0,
        shipped: 0,
        returned: 0,
    }
}

/// The orders of a group as an event tells them.
fn parts(orders: &[Order]) -> Vec<OrderPart> {
    let part = |order: &Order| OrderPart {
        order: order.id,
        seller: order.seller.id,
        items: order.subtotal,
        delivery: order.delivery.cost,
        total: order.total,
        lines: Vec::new(),
    };
    orders.iter().map(part).collect()
}

fn rupees(paise: i64) -> Money {
    Money::new(paise, Currency::Inr)
}
