//! A shop with payments in it: places orders, types cards, answers for the bank, looks at the books.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use contracts::{
    Caller, Currency, Money, Problem,
    events::{AuditEvent, AuditRecorded, CancelReason, OrderCancelled, OrderCreated, OrderEvent, OrderPart},
    ids::{GroupId, OrderId, SellerId},
    payments::{Card, Confirmation, Payment},
};
use events::{Bus, Delivery, Envelope};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::{PgPool, types::Json};
use std::time::Duration;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;
use web::{Access, Upstream};

pub const GOOD: &str = "4242 4242 4242 4242";
pub const NO_FUNDS: &str = "4000 0000 0000 9995";
pub const CONFIRMS: &str = "4000 0000 0000 3220";
pub const LATE: &str = "4000 0000 0000 0077";
pub const NEVER: &str = "4000 0000 0000 0341";

pub const KEY: [u8; 32] = [7; 32];
const ACCESS_KEY: [u8; 32] = [9; 32];

pub struct Shop {
    pub db: PgPool,
    service: web::Service,
    bus: Bus,
    /// Last: the pool is of no use without it.
    _database: testing::Database,
}

/// A group of orders that was placed.
#[derive(Clone)]
pub struct Order {
    pub group: GroupId,
    pub buyer: Caller,
    pub total: Money,
    pub parts: Vec<OrderPart>,
}

pub fn inr(minor: i64) -> Money {
    Money::new(minor, Currency::Inr)
}

pub fn guest() -> Caller {
    Caller::Guest { id: Uuid::new_v4() }
}

pub fn card(number: &str) -> Card {
    Card {
        number: number.to_owned(),
        expires: "12 / 79".to_owned(),
        code: "123".to_owned(),
        holder: "Asha Rao".to_owned(),
    }
}

impl Shop {
    pub async fn open() -> Self {
        let database = testing::Database::new(&[&events::MIGRATOR, &payments::MIGRATOR]).await;
        let config = payments::Config {
            commission_bp: 1_000,
            currency: Currency::Inr,
            access: Access::new(&ACCESS_KEY),
            callback_key: KEY.to_vec(),
            late_after: Duration::from_secs(3600),
        };
        let db = database.pool.clone();
        let service = payments::service(db.clone(), config);
        Self { service, bus: Bus::postgres(db.clone()), db, _database: database }
    }

    /// A guest orders from as many sellers as there are prices; each adds 50 rupees of delivery.
    pub async fn order(&self, prices: &[i64]) -> Order {
        let order = Self::new_order(prices);
        self.tell(created(&order, OffsetDateTime::now_utc() + Duration::from_secs(900))).await;
        order
    }

    pub fn new_order(prices: &[i64]) -> Order {
        let parts: Vec<OrderPart> = prices
            .iter()
            .map(|&price| OrderPart {
                order: OrderId(Uuid::new_v4()),
                seller: SellerId(Uuid::new_v4()),
                items: inr(price),
                delivery: inr(5_000),
                total: inr(price + 5_000),
                lines: Vec::new(),
            })
            .collect();
        let total = Money::sum(Currency::Inr, parts.iter().map(|part| part.total)).unwrap();
        Order { group: GroupId(Uuid::new_v4()), buyer: guest(), total, parts }
    }

    /// Orders tells, payments listens.
    pub async fn tell(&self, event: OrderEvent) {
        let envelope = Envelope::wrap(&event, Uuid::new_v4(), 1, OffsetDateTime::now_utc()).unwrap();
        self.deliver(&[envelope]).await;
    }

    pub async fn deliver(&self, envelopes: &[Envelope]) {
        let batch: Vec<Delivery> =
            envelopes.iter().cloned().map(|envelope| Delivery { topic: "orders".to_owned(), envelope }).collect();
        self.bus.publish(&batch).await.unwrap();
        for subscription in &self.service.subscriptions {
            while subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap() > 0 {}
        }
    }

    /// How many events payments could not handle.
    pub async fn parked(&self) -> usize {
        events::list_parked(&self.bus, 100).await.unwrap().len()
    }

    /// Everything of the order that is left is cancelled before it was paid.
    pub async fn abandon(&self, order: &Order) {
        self.tell(cancelled(order, &order.parts, Cancel::Unpaid)).await;
    }

    pub async fn age_hold(&self, order: &Order) {
        self.execute("update payments.payments set hold_expires_at = now() where id = $1", order).await;
    }

    pub fn api(&self) -> Upstream {
        Upstream::Local(self.router())
    }

    pub fn router(&self) -> Router {
        self.service.router.clone()
    }

    pub async fn payment(&self, order: &Order) -> Payment {
        self.api().get(&order.buyer, &path(order, "")).await.unwrap()
    }

    pub async fn pay(&self, order: &Order, number: &str) -> Result<Payment, Problem> {
        self.api().post(&order.buyer, &path(order, "/pay"), &card(number)).await
    }

    pub async fn confirm(&self, order: &Order, answer: Confirmation) -> Result<Payment, Problem> {
        self.api().post(&order.buyer, &path(order, "/confirm"), &json!({ "answer": answer })).await
    }

    pub async fn settle(&self, order: &Order) -> Payment {
        self.api().post(&order.buyer, &path(order, "/settle"), &()).await.unwrap()
    }

    pub async fn sweep(&self, name: &str) {
        self.service.sweepers.iter().find(|sweeper| sweeper.name == name).unwrap().run().await.unwrap();
    }

    /// An hour passes for everything that waits.
    pub async fn wait(&self, order: &Order) {
        let references = "(select reference from payments.attempts where payment_id = $1)";
        for sql in [
            "update payments.attempts
                set ask_at = ask_at - interval '1 hour', created_at = created_at - interval '1 hour'
              where payment_id = $1",
            &format!(
                "update payments.simulator
                    set answers_at = answers_at - interval '2 hours', created_at = created_at - interval '1 hour'
                  where reference in {references}"
            ),
        ] {
            self.execute(sql, order).await;
        }
    }

    /// The bank says yes, but nobody has heard it yet.
    pub async fn bank_approves(&self, order: &Order) {
        self.execute(
            "update payments.simulator set status = 'succeeded'
              where reference in (select reference from payments.attempts where payment_id = $1)
                and status in ('confirming', 'processing')",
            order,
        )
        .await;
    }

    pub async fn execute(&self, sql: &str, order: &Order) {
        sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).bind(order.group.0).execute(&self.db).await.unwrap();
    }

    /// A number about one order.
    pub async fn count(&self, sql: &'static str, order: &Order) -> i64 {
        sqlx::query_scalar(sql).bind(order.group.0).fetch_one(&self.db).await.unwrap()
    }

    /// The message with which the gateway says that the order's charge succeeded.
    pub async fn message(&self, order: &Order) -> Value {
        let reference: String = sqlx::query_scalar(
            "select reference from payments.attempts where payment_id = $1 order by created_at desc limit 1",
        )
        .bind(order.group.0)
        .fetch_one(&self.db)
        .await
        .unwrap();
        json!({
            "id": format!("evt_{reference}"), "reference": reference, "status": "succeeded",
            "amount_minor": order.total.minor, "currency": "INR",
        })
    }

    /// The gateway calls back, signed and in time.
    pub async fn call_back(&self, message: &Value) -> StatusCode {
        let (time, body) = (OffsetDateTime::now_utc().unix_timestamp(), message.to_string());
        self.call(&signature(&KEY, time, &body), &body).await
    }

    pub async fn call(&self, signature: &str, body: &str) -> StatusCode {
        let request = Request::post("/webhooks/simulated")
            .header("Levomart-Simulator-Signature", signature)
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.router().oneshot(request).await.unwrap().status()
    }

    /// What was told about the order's payment, in order. Versions count from 1 without gaps.
    pub async fn told(&self, order: &Order) -> Vec<String> {
        let rows: Vec<(i64, Value)> = sqlx::query_as(
            "select aggregate_version, envelope from payments.outbox where aggregate_id = $1 order by seq",
        )
        .bind(order.group.0)
        .fetch_all(&self.db)
        .await
        .unwrap();
        let versions: Vec<i64> = rows.iter().map(|row| row.0).collect();
        assert_eq!(versions, (1..=rows.len() as i64).collect::<Vec<_>>(), "versions have gaps");
        rows.iter()
            .map(|(_, envelope)| {
                let kind = envelope["type"].as_str().unwrap();
                kind.trim_start_matches("com.levomart.").trim_end_matches(".v1").to_owned()
            })
            .collect()
    }

    /// What audit was told of the order's payment, in order.
    pub async fn acts(&self, order: &Order) -> Vec<AuditRecorded> {
        let rows: Vec<Json<Envelope>> = sqlx::query_scalar(
            "select envelope from payments.outbox
              where topic = 'audit' and envelope -> 'data' ->> 'subject' = $1::text
              order by seq",
        )
        .bind(order.group.0)
        .fetch_all(&self.db)
        .await
        .unwrap();
        let act = |Json(envelope): Json<Envelope>| match envelope.open().unwrap() {
            AuditEvent::Recorded(act) => act,
        };
        rows.into_iter().map(act).collect()
    }

    /// Charges of the order that brought money at the gateway.
    pub async fn charged(&self, order: &Order) -> i64 {
        self.count(
            "select count(*) from payments.simulator
              where status = 'succeeded'
                and reference in (select reference from payments.attempts where payment_id = $1)",
            order,
        )
        .await
    }

    /// Postings of the order, of a kind.
    pub async fn sales(&self, order: &Order) -> i64 {
        self.count("select count(*) from payments.postings where payment_id = $1 and kind = 'sale'", order).await
    }

    pub async fn refunds(&self, order: &Order) -> i64 {
        self.count("select count(*) from payments.postings where payment_id = $1 and kind = 'refund'", order).await
    }

    /// What must be true at any time, over all payments: the ledger adds up, and we believe about the gateway's money
    /// what the gateway believes.
    pub async fn check_books(&self) {
        let count = async |what: &str, sql: &'static str| {
            let found: i64 = sqlx::query_scalar(sql).fetch_one(&self.db).await.unwrap();
            assert_eq!(found, 0, "{what}");
        };
        count("the ledger adds up", "select coalesce(sum(minor), 0)::bigint from payments.entries").await;
        count(
            "every posting adds up and has entries",
            "select count(*) from payments.postings as p
              where coalesce((select sum(minor) from payments.entries where posting_id = p.id), 1) <> 0",
        )
        .await;
        count(
            "the gateway's account is what the gateway holds",
            "select (coalesce((select sum(minor) from payments.entries where account = 'gateway'), 0)
                   - coalesce((select sum(amount_minor - refunded_minor) from payments.simulator
                                where status = 'succeeded'), 0))::bigint",
        )
        .await;
        count(
            "every payment has paid back what its refunds say",
            "select count(*) from payments.payments as p
              where refunded_minor <> coalesce((select sum(amount_minor) from payments.refunds as r
                                                 where r.payment_id = p.id and r.status = 'done'), 0)",
        )
        .await;
        assert_eq!(self.parked().await, 0, "every event was handled");
    }
}

pub fn path(order: &Order, rest: &str) -> String {
    format!("/api/payments/{}{rest}", order.group)
}

pub fn access(order: &Order) -> String {
    Access::new(&ACCESS_KEY).sign(order.group.0)
}

pub fn created(order: &Order, hold_expires_at: OffsetDateTime) -> OrderEvent {
    OrderEvent::Created(OrderCreated {
        group: order.group,
        number: "LM-4207-7731".to_owned(),
        buyer: order.buyer.subject().unwrap(),
        total: order.total,
        units: 3,
        hold_expires_at,
        orders: order.parts.clone(),
    })
}

/// What orders knew when it cancelled.
#[derive(Clone, Copy, PartialEq)]
pub enum Cancel {
    Unpaid,
    Paid,
}

pub fn cancelled(order: &Order, parts: &[OrderPart], cancel: Cancel) -> OrderEvent {
    OrderEvent::Cancelled(OrderCancelled {
        group: order.group,
        orders: parts.to_vec(),
        whole: parts.len() == order.parts.len(),
        paid: cancel == Cancel::Paid,
        reason: CancelReason::Buyer,
    })
}

/// As the gateway's documentation describes it, written down a second time.
pub fn signature(key: &[u8], time: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(format!("{time}.{body}").as_bytes());
    format!("t={time},v1={}", hex::encode(mac.finalize().into_bytes()))
}
