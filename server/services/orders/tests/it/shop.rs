//! The shop under test, and its language.

use crate::market::{Market, POTTER, SHAWL, VASE};
use clients::{Cart, Inventory};
use contracts::{
    Caller, Currency, Money, Problem,
    events::{
        AuditEvent, AuditRecorded, Event, OrderEvent, PaymentEvent, PaymentSucceeded, ShipmentTold, ShippingEvent,
    },
    identity::Postal,
    ids::{GroupId, LineId, OfferId, OrderId, PaymentId, SellerId, UserId},
    inventory::inventory_server::InventoryServer,
    orders::{GroupStatus, PlaceOrder, Placed, Quantity, sold},
};
use events::{Bus, Delivery, Envelope};
use orders::{Config, Rates};
use serde_json::Value;
use sqlx::{Row, types::Json};
use std::{collections::BTreeMap, time::Duration};
use testing::Database;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use web::{Access, Service, Upstream};

pub const RATES: Rates = Rates { standard_minor: 8_000, express_minor: 18_000, free_from_minor: 150_000 };

pub struct Shop {
    pub database: Database,
    pub market: Market,
    pub orders: clients::Orders,
    pub service: Service,
    pub bus: Bus,
}

impl Shop {
    pub async fn open() -> Self {
        let database = Database::new(&[&events::MIGRATOR, &orders::MIGRATOR]).await;
        let market = Market::open();
        let service = orders::service(
            database.pool.clone(),
            Inventory::local(InventoryServer::new(market.clone())),
            Cart(Upstream::Local(market.cart())),
            Config {
                hold: Duration::from_secs(900),
                access: Access::new(&[7; 32]),
                delivery: RATES,
                currency: Currency::Inr,
                return_days: 30,
                cancel_after_days: 14,
            },
        );
        let orders = clients::Orders(Upstream::Local(service.router.clone()));
        let bus = Bus::postgres(database.pool.clone());
        Self { database, market, orders, service, bus }
    }

    /// A guest whose cart holds a vase and a shawl, of two sellers.
    pub fn shopper(&self) -> Caller {
        self.shopper_with(&[(VASE, 1), (SHAWL, 1)])
    }

    pub fn shopper_with(&self, lines: &[(OfferId, u32)]) -> Caller {
        let id = Uuid::new_v4();
        self.market.goods().carts.insert(id, lines.to_vec());
        Caller::Guest { id }
    }

    /// Places what is in the cart, at the total that the shopper saw.
    pub async fn place(&self, shopper: &Caller) -> Placed {
        let total = self.orders.checkout(shopper, &BTreeMap::new()).await.unwrap().total;
        self.send(shopper, &Uuid::new_v4().to_string(), &order(total.minor)).await.unwrap()
    }

    pub async fn send(&self, shopper: &Caller, key: &str, request: &PlaceOrder) -> Result<Placed, Problem> {
        self.orders.place(shopper, key, request).await
    }

    /// Payments says that the money came in.
    pub async fn pay(&self, placed: &Placed) {
        self.say(&paid(placed)).await;
        self.listen().await;
    }

    pub async fn say(&self, envelope: &Envelope) {
        let delivery = Delivery { topic: "payments".to_owned(), envelope: envelope.clone() };
        self.bus.publish(&[delivery]).await.unwrap();
    }

    /// Another slice says something, and it is heard.
    pub async fn hear<E: Event>(&self, event: &E) {
        let envelope = Envelope::wrap(event, Uuid::new_v4(), 1, OffsetDateTime::now_utc()).unwrap();
        self.bus.publish(&[Delivery { topic: E::TOPIC.to_owned(), envelope }]).await.unwrap();
        self.listen().await;
    }

    /// A shopper buys and pays; what the potter has to send.
    pub async fn sell(&self, lines: &[(OfferId, u32)]) -> (Caller, GroupId, sold::Order) {
        let shopper = self.shopper_with(lines);
        let placed = self.place(&shopper).await;
        self.pay(&placed).await;
        let group = self.orders.group(&shopper, placed.group).await.unwrap();
        let order = group.orders.iter().find(|order| order.seller.id == POTTER).unwrap().id;
        (shopper, placed.group, self.orders.sold_order(&member(POTTER), order).await.unwrap())
    }

    /// The carrier has brought all parcels of an order.
    pub async fn bring(&self, order: &sold::Order) {
        let (group, order, seller) = (order.group, order.id, POTTER);
        for parcel in self.orders.sold_order(&member(POTTER), order).await.unwrap().parcels {
            let told = ShipmentTold { parcel: parcel.id, group, order, seller, state: "delivered".to_owned() };
            self.hear(&ShippingEvent::Delivered(told)).await;
        }
    }

    /// The acts that audit is told of, in order.
    pub async fn acts(&self) -> Vec<String> {
        self.recorded().await.iter().map(|act| format!("{} by {}", act.action, act.actor_kind)).collect()
    }

    /// How each of them found what it was done to, and how it left it.
    pub async fn act_steps(&self) -> Vec<[Value; 2]> {
        let status = |told: Option<String>| serde_json::from_str::<Value>(&told.unwrap()).unwrap()["status"].take();
        self.recorded().await.into_iter().map(|act| [act.before, act.after].map(status)).collect()
    }

    async fn recorded(&self) -> Vec<AuditRecorded> {
        let sql = "select envelope from orders.outbox where topic = 'audit' order by seq";
        let rows = sqlx::query(sql).fetch_all(&self.database.pool).await.unwrap();
        let act = |row: &sqlx::postgres::PgRow| match row.get::<Json<Envelope>, _>("envelope").0.open().unwrap() {
            AuditEvent::Recorded(act) => act,
        };
        rows.iter().map(act).collect()
    }

    pub async fn execute(&self, sql: &'static str, order: OrderId) {
        sqlx::query(sql).bind(order.0).execute(&self.database.pool).await.unwrap();
    }

    /// Handles what was said.
    pub async fn listen(&self) {
        for subscription in &self.service.subscriptions {
            subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap();
        }
    }

    /// Runs the sweeper of that name once.
    pub async fn sweep(&self, name: &str) {
        self.service.sweepers.iter().find(|sweeper| sweeper.name == name).unwrap().run().await.unwrap();
    }

    pub async fn sweep_unpaid(&self) {
        self.sweep("expire unpaid orders").await;
    }

    /// Lets the hold of a group end so many seconds ago.
    pub async fn let_hold_end(&self, group: GroupId, seconds_ago: f64) {
        sqlx::query("update orders.groups set hold_expires_at = now() - make_interval(secs => $2) where id = $1")
            .bind(group.0)
            .bind(seconds_ago)
            .execute(&self.database.pool)
            .await
            .unwrap();
    }

    pub async fn set_status(&self, order: contracts::ids::OrderId, status: &str) {
        sqlx::query("update orders.orders set status = $2 where id = $1")
            .bind(order.0)
            .bind(status)
            .execute(&self.database.pool)
            .await
            .unwrap();
    }

    /// What was told about a group, in order, with its versions.
    pub async fn told(&self, group: GroupId) -> Vec<(i64, OrderEvent)> {
        let sql = "select aggregate_version, envelope from orders.outbox where aggregate_id = $1 order by seq";
        let rows = sqlx::query(sql).bind(group.0).fetch_all(&self.database.pool).await.unwrap();
        let event = |row: &sqlx::postgres::PgRow| row.get::<Json<Envelope>, _>("envelope").0.open().unwrap();
        rows.iter().map(|row| (row.get("aggregate_version"), event(row))).collect()
    }

    /// The names of what was told about a group. Versions have to count from one without gaps.
    pub async fn told_names(&self, group: GroupId) -> Vec<&'static str> {
        let told = self.told(group).await;
        let versions: Vec<i64> = told.iter().map(|(version, _)| *version).collect();
        assert_eq!(versions, (1..=told.len() as i64).collect::<Vec<_>>());
        told.iter().map(|(_, event)| event.name()).collect()
    }

    pub async fn status(&self, group: GroupId) -> GroupStatus {
        self.orders.group(&Caller::System, group).await.unwrap().status
    }

    pub async fn count(&self, table: &'static str) -> i64 {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from orders.{table}"));
        sqlx::query_scalar(sql).fetch_one(&self.database.pool).await.unwrap()
    }
}

pub fn order(expected_total: i64) -> PlaceOrder {
    PlaceOrder { email: "meera@example.in".to_owned(), postal: postal(), delivery: BTreeMap::new(), expected_total }
}

pub fn postal() -> Postal {
    Postal {
        name: "Meera Nair".to_owned(),
        line1: "14 Lake View Road".to_owned(),
        line2: String::new(),
        city: "Kochi".to_owned(),
        region: "Kerala".to_owned(),
        postal_code: "682001".to_owned(),
        country: "IN".to_owned(),
        phone: "+91 98470 12345".to_owned(),
    }
}

/// A new `payment.succeeded` for a group.
pub fn paid(placed: &Placed) -> Envelope {
    let payment = PaymentId(placed.group.0);
    let event = PaymentEvent::Succeeded(PaymentSucceeded { payment, group: placed.group, amount: placed.total });
    Envelope::wrap(&event, Uuid::new_v4(), 1, OffsetDateTime::now_utc()).unwrap()
}

/// Somebody who works for a shop.
pub fn member(seller: SellerId) -> Caller {
    Caller::Member { id: UserId(Uuid::new_v4()), seller, owner: false }
}

pub fn admin() -> Caller {
    Caller::User { id: UserId(Uuid::new_v4()), role: contracts::Role::Admin }
}

/// A parcel of a carrier that there is.
pub fn parcel(lines: &[(LineId, u32)]) -> sold::Ship {
    sold::Ship { carrier: "kite".to_owned(), tracking: "1234 5678 9012".to_owned(), lines: quantities(lines) }
}

pub fn cancel(lines: &[(LineId, u32)]) -> sold::Cancel {
    sold::Cancel { lines: quantities(lines), reason: "The glaze has cracks.".to_owned(), seen: None }
}

pub fn quantities(lines: &[(LineId, u32)]) -> Vec<Quantity> {
    lines.iter().map(|&(line, quantity)| Quantity { line, quantity }).collect()
}

pub fn user() -> Caller {
    Caller::User { id: UserId(Uuid::new_v4()), role: contracts::Role::User }
}

pub fn inr(minor: i64) -> Money {
    Money::new(minor, Currency::Inr)
}

/// The facts of a problem, read as what they are said to be.
pub fn facts<T: serde::de::DeserializeOwned>(problem: &Problem) -> T {
    serde_json::from_value(problem.facts.clone().unwrap_or(Value::Null)).unwrap()
}
