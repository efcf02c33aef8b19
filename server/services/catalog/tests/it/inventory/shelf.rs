//! A shop with stock on its shelf, and the words in which the stories speak of it.

use catalog::Catalog;
use clients::Inventory;
use contracts::{
    Currency, Money, Problem,
    events::{
        CancelReason, Event, IdentityEvent, OrderCancelled, OrderCreated, OrderEvent, OrderLine, OrderPaid, OrderPart,
    },
    ids::{GroupId, OfferId, OrderId, SellerId},
    inventory::{Refusal, Reservation, reserve_response::Outcome},
};
use events::{Bus, Delivery, Envelope};
use sqlx::PgPool;
use std::time::Duration;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub const TTL: Duration = Duration::from_secs(900);

pub struct Shelf {
    pub catalog: Catalog,
    pub inventory: Inventory,
    pub bus: Bus,
    pub seller: SellerId,
    pub category: Uuid,
    database: testing::Database,
}

impl Shelf {
    pub async fn new() -> Self {
        let database = testing::Database::new(&[&events::MIGRATOR, &catalog::MIGRATOR]).await;
        let catalog = Catalog::new(database.pool.clone());
        let shelf = Self {
            inventory: Inventory::local(catalog::grpc(&catalog)),
            catalog,
            bus: Bus::postgres(database.pool.clone()),
            seller: SellerId(Uuid::now_v7()),
            category: Uuid::now_v7(),
            database,
        };
        sqlx::query(
            "insert into catalog.sellers (id, slug, name, place, tint, about, returns, since, ships_in_days)
             values ($1, 'kiln', 'Kiln & Clay', 'Khurja, Uttar Pradesh', 'clay', '', '', 2019, 2)",
        )
        .bind(shelf.seller.0)
        .execute(shelf.db())
        .await
        .unwrap();
        sqlx::query("insert into catalog.categories (id, slug, name) values ($1, 'cups', 'Cups')")
            .bind(shelf.category)
            .execute(shelf.db())
            .await
            .unwrap();
        shelf
    }

    pub fn db(&self) -> &PgPool {
        &self.database.pool
    }

    /// A product with one variant, on sale, with this many on hand.
    pub async fn offer(&self, on_hand: i32) -> OfferId {
        let product = self.product(&[]).await;
        self.variant(product, "{}", on_hand).await
    }

    pub async fn product(&self, options: &[&str]) -> Uuid {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into catalog.products (id, seller_id, category_id, slug, handle, title, option_names, status, picture, folded)
             values ($1, $2, $3, $4, $4, 'Stoneware mug', $5, 'active', '/pictures/stoneware-mug-lake.svg', 'stoneware mug')",
        )
        .bind(id)
        .bind(self.seller.0)
        .bind(self.category)
        .bind(id.to_string())
        .bind(options)
        .execute(self.db())
        .await
        .unwrap();
        id
    }

    pub async fn variant(&self, product: Uuid, options: &str, on_hand: i32) -> OfferId {
        let (variant, offer) = (Uuid::now_v7(), OfferId(Uuid::now_v7()));
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "insert into catalog.variants (id, product_id, position, options) values ('{variant}', '{product}', 1, '{options}');
             insert into catalog.offers (id, variant_id, product_id, seller_id, price_minor, currency)
             values ('{offer}', '{variant}', '{product}', '{}', 49900, 'INR');
             insert into catalog.stock (offer_id, on_hand) values ('{offer}', {on_hand});
             insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason)
             values ('{offer}', {on_hand}, 0, 'received');",
            self.seller
        )))
        .execute(self.db())
        .await
        .unwrap();
        offer
    }

    pub async fn execute(&self, sql: &str) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(self.db()).await.unwrap();
    }

    /// Units on hand and units reserved.
    pub async fn stock(&self, offer: OfferId) -> (i32, i32) {
        sqlx::query_as("select on_hand, reserved from catalog.stock where offer_id = $1")
            .bind(offer.0)
            .fetch_one(self.db())
            .await
            .unwrap()
    }

    /// Fails unless the movements of every offer add up to its stock.
    pub async fn audit(&self) {
        let wrong: i64 = sqlx::query_scalar(
            "select count(*)
               from catalog.stock as s
              where s.on_hand <> (select coalesce(sum(on_hand_delta), 0)
                                    from catalog.stock_movements where offer_id = s.offer_id)
                 or s.reserved <> (select coalesce(sum(reserved_delta), 0)
                                     from catalog.stock_movements where offer_id = s.offer_id)
                 or s.reserved <> (select coalesce(sum(quantity), 0)
                                     from catalog.reservations where offer_id = s.offer_id and state = 'held')",
        )
        .fetch_one(self.db())
        .await
        .unwrap();
        assert_eq!(wrong, 0, "stock, its ledger and its reservations differ");
    }

    pub async fn reserve(&self, group: GroupId, lines: &[(OfferId, u32)]) -> Result<Reservation, Refusal> {
        match self.inventory.reserve(group, lines, TTL).await.unwrap() {
            Outcome::Reserved(reservation) => Ok(reservation),
            Outcome::Refused(refusal) => Err(refusal),
        }
    }

    pub async fn refused(&self, group: GroupId, lines: &[(OfferId, u32)]) -> Problem {
        self.inventory.reserve(group, lines, TTL).await.unwrap_err()
    }

    /// Lets catalog hear what orders tells.
    pub async fn hear(&self, event: OrderEvent) {
        self.hear_again(Envelope::wrap(&event, Uuid::now_v7(), 1, now()).unwrap(), "orders").await;
    }

    pub async fn hear_identity(&self, event: IdentityEvent) {
        self.hear_again(Envelope::wrap(&event, Uuid::now_v7(), 1, now()).unwrap(), IdentityEvent::TOPIC).await;
    }

    pub async fn hear_again(&self, envelope: Envelope, topic: &str) {
        self.bus.publish(&[Delivery { topic: topic.to_owned(), envelope }]).await.unwrap();
        for subscription in catalog::service(self.catalog.clone()).subscriptions {
            subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap();
        }
        let parked = events::list_parked(&self.bus, 10).await.unwrap();
        assert!(parked.is_empty(), "{parked:?}");
    }

    /// The time that the group's hold was to last is over.
    pub async fn let_time_pass(&self, group: GroupId) {
        sqlx::query("update catalog.reservations set expires_at = now() - interval '1 second' where group_id = $1")
            .bind(group.0)
            .execute(self.db())
            .await
            .unwrap();
    }

    /// Names and versions of what was told about an offer.
    pub async fn told(&self, offer: OfferId) -> Vec<(String, i64)> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "select envelope ->> 'type', aggregate_version from catalog.outbox where aggregate_id = $1 order by seq",
        )
        .bind(offer.0)
        .fetch_all(self.db())
        .await
        .unwrap();
        let name = |kind: String| kind.trim_start_matches("com.levomart.").trim_end_matches(".v1").to_owned();
        rows.into_iter().map(|(kind, version)| (name(kind), version)).collect()
    }

    fn part(&self, lines: &[(OfferId, u32)]) -> OrderPart {
        OrderPart {
            order: OrderId(Uuid::now_v7()),
            seller: self.seller,
            items: zero(),
            delivery: zero(),
            total: zero(),
            lines: lines
                .iter()
                .map(|&(offer, quantity)| OrderLine { offer, quantity, total: None, categories: None })
                .collect(),
        }
    }

    pub fn created(&self, group: GroupId, lines: &[(OfferId, u32)]) -> OrderEvent {
        OrderEvent::Created(OrderCreated {
            group,
            number: "LM-1".to_owned(),
            buyer: Uuid::now_v7(),
            total: zero(),
            units: 1,
            hold_expires_at: now(),
            orders: vec![self.part(lines)],
        })
    }

    pub fn paid(&self, group: GroupId, lines: &[(OfferId, u32)]) -> OrderEvent {
        let orders = vec![self.part(lines)];
        OrderEvent::Paid(OrderPaid { group, number: "LM-1".to_owned(), buyer: Uuid::now_v7(), orders })
    }

    pub fn cancelled(&self, group: GroupId, lines: &[(OfferId, u32)]) -> OrderEvent {
        OrderEvent::Cancelled(OrderCancelled {
            group,
            orders: vec![self.part(lines)],
            whole: true,
            paid: true,
            reason: CancelReason::Buyer,
        })
    }
}

pub fn group() -> GroupId {
    GroupId(Uuid::now_v7())
}

fn zero() -> Money {
    Money::zero(Currency::Inr)
}

pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
