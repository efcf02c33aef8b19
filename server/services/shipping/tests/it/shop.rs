//! A seller who sends parcels, and carriers who say where they are.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use contracts::{
    Caller, Role,
    events::{OrderEvent, OrderShipped},
    ids::{GroupId, OrderId, ParcelId, SellerId, UserId},
    shipping::{Parcel, State},
};
use events::{Bus, Delivery, Envelope};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::PgPool;
use std::time::Duration;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;
use web::Upstream;

const SECRET: [u8; 32] = [7; 32];

pub const TRACKING: &str = "SL123456789IN";

pub struct Shop {
    pub db: PgPool,
    service: web::Service,
    bus: Bus,
    /// Last: the pool is of no use without it.
    _database: testing::Database,
}

impl Shop {
    pub async fn open() -> Self {
        let database = testing::Database::new(&[&events::MIGRATOR, &shipping::MIGRATOR]).await;
        let db = database.pool.clone();
        let config = shipping::Config { secret: SECRET.to_vec(), pace: Some(Duration::from_secs(3600)) };
        let service = shipping::service(db.clone(), config);
        Self { service, bus: Bus::postgres(db.clone()), db, _database: database }
    }

    /// A seller has sent a parcel with Swiftline.
    pub async fn send(&self) -> OrderShipped {
        let shipped = OrderShipped {
            group: GroupId(Uuid::now_v7()),
            order: OrderId(Uuid::now_v7()),
            seller: SellerId(Uuid::now_v7()),
            parcel: ParcelId(Uuid::now_v7()),
            carrier: "swiftline".to_owned(),
            tracking: TRACKING.to_owned(),
            lines: Vec::new(),
            last: true,
        };
        self.tell(&shipped).await;
        shipped
    }

    /// Orders tells, shipping listens; every telling is another event.
    pub async fn tell(&self, shipped: &OrderShipped) {
        let event = OrderEvent::Shipped(shipped.clone());
        let envelope = Envelope::wrap(&event, Uuid::now_v7(), 1, OffsetDateTime::now_utc()).unwrap();
        self.bus.publish(&[Delivery { topic: "orders".to_owned(), envelope }]).await.unwrap();
        for subscription in &self.service.subscriptions {
            while subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap() > 0 {}
        }
        assert!(events::list_parked(&self.bus, 1).await.unwrap().is_empty());
    }

    /// Swiftline says that it saw the parcel so long ago.
    pub async fn scan(&self, id: &str, state: &str, minutes_ago: i64) -> StatusCode {
        let body = scan(id, state, minutes_ago).to_string();
        self.call("swiftline", &signed("swiftline", 0, &body), &body).await
    }

    pub async fn call(&self, carrier: &str, signature: &str, body: &str) -> StatusCode {
        let request = Request::post(format!("/webhooks/carriers/{carrier}"))
            .header("Levomart-Carrier-Signature", signature)
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.service.router.clone().oneshot(request).await.unwrap().status()
    }

    /// An hour passes, and the simulated carriers do their round.
    pub async fn hour(&self) {
        sqlx::query("update shipping.parcels set state_at = state_at - interval '1 hour'")
            .execute(&self.db)
            .await
            .unwrap();
        for sweeper in &self.service.sweepers {
            sweeper.run().await.unwrap();
        }
    }

    pub fn api(&self) -> Upstream {
        Upstream::Local(self.service.router.clone())
    }

    pub async fn parcel(&self, shipped: &OrderShipped) -> Parcel {
        let path = format!("/api/shipping/groups/{}", shipped.group);
        let mut parcels: Vec<Parcel> = self.api().get(&Caller::System, &path).await.unwrap();
        assert_eq!(parcels.len(), 1);
        parcels.remove(0)
    }

    pub async fn state(&self, shipped: &OrderShipped) -> State {
        self.parcel(shipped).await.state
    }

    /// What was told, in order: `shipment.updated in_transit`.
    pub async fn told(&self) -> Vec<String> {
        let rows: Vec<Value> =
            sqlx::query_scalar("select envelope from shipping.outbox order by seq").fetch_all(&self.db).await.unwrap();
        rows.iter()
            .map(|envelope| {
                let kind =
                    envelope["type"].as_str().unwrap().trim_start_matches("com.levomart.").trim_end_matches(".v1");
                format!("{kind} {}", envelope["data"]["state"].as_str().unwrap())
            })
            .collect()
    }
}

pub fn scan(id: &str, state: &str, minutes_ago: i64) -> Value {
    let at = OffsetDateTime::now_utc() - time::Duration::minutes(minutes_ago);
    json!({ "id": id, "tracking": TRACKING, "state": state, "at": at.format(&Rfc3339).unwrap(), "place": "Jaipur hub" })
}

/// The signature of a carrier, made so many seconds ago: as its documentation says, with no code of ours.
pub fn signed(carrier: &str, seconds_ago: i64, body: &str) -> String {
    let mac = |key: &[u8], text: String| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes()
    };
    let time = OffsetDateTime::now_utc().unix_timestamp() - seconds_ago;
    let key = mac(&SECRET, format!("carrier.{carrier}"));
    format!("t={time},v1={}", hex::encode(mac(&key, format!("{time}.{body}"))))
}

pub fn member(seller: SellerId) -> Caller {
    Caller::Member { id: UserId(Uuid::now_v7()), seller, owner: false }
}

pub fn user(role: Role) -> Caller {
    Caller::User { id: UserId(Uuid::now_v7()), role }
}
