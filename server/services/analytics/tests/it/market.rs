//! A market with goods on offer, and analytics that hears what becomes of its orders.

use clients::{Analytics, Inventory};
use contracts::{
    Caller, Currency, Money, Role,
    events::{
        CancelReason, LinesCancelled, OrderCancelled, OrderCreated, OrderEvent, OrderLine, OrderPaid, OrderPart,
        OrderReturned,
    },
    ids::{GroupId, OfferId, OrderId, ReturnId, SellerId, UserId},
    inventory::{
        CommitRequest, CommitResponse, Offer, QuoteRequest, QuoteResponse, ReleaseRequest, ReleaseResponse,
        ReserveRequest, ReserveResponse, Seller,
        inventory_server::{self, InventoryServer},
    },
};
use events::{Bus, Delivery, Envelope};
use time::{Date, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use web::Upstream;

/// Every offer there is costs ₹100 and is called like its id begins.
#[derive(Clone)]
struct Goods;

pub struct Market {
    pub analytics: Analytics,
    service: web::Service,
    bus: Bus,
    database: testing::Database,
}

impl Market {
    pub async fn open() -> Self {
        let database = testing::Database::new(&[&events::MIGRATOR, &analytics::MIGRATOR]).await;
        let inventory = Inventory::local(InventoryServer::new(Goods));
        let service = analytics::service(database.pool.clone(), inventory, Currency::Inr);
        let bus = Bus::postgres(database.pool.clone());
        Self { analytics: Analytics(Upstream::Local(service.router.clone())), service, bus, database }
    }

    /// Something becomes of a group, at a time.
    pub async fn hear(&self, event: OrderEvent, version: i64, at: OffsetDateTime) {
        self.tell(event, version, at).await;
        self.listen().await;
        assert!(events::list_parked(&self.bus, 1).await.unwrap().is_empty());
    }

    /// The same, and nobody listens yet.
    pub async fn tell(&self, event: OrderEvent, version: i64, at: OffsetDateTime) {
        let envelope = Envelope::wrap(&event, Uuid::now_v7(), version, at).unwrap();
        self.bus.publish(&[Delivery { topic: "orders".to_owned(), envelope }]).await.unwrap();
    }

    /// Analytics hears what was told, but for what is being heard elsewhere.
    pub async fn listen(&self) {
        for subscription in &self.service.subscriptions {
            while subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap() > 0 {}
        }
    }

    pub async fn deadlocks(&self) -> i64 {
        sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
            .fetch_one(&self.database.pool)
            .await
            .unwrap()
    }

    /// So many texts are looked for in vain on a day, the first once, the second twice, and so on.
    pub async fn look_in_vain(&self, day: Date, texts: i32) {
        sqlx::query(
            "insert into analytics.fruitless (day, q, times)
             select $1::date, 'good ' || n, n from generate_series(1, $2::integer) as n",
        )
        .bind(day)
        .bind(texts)
        .execute(&self.database.pool)
        .await
        .unwrap();
    }

    /// Days with how many texts are known to have been looked for in vain, and how often the rarest of them.
    pub async fn looked_in_vain(&self) -> Vec<(Date, i64, i32)> {
        sqlx::query_as("select day, count(*), min(times) from analytics.fruitless group by day order by day")
            .fetch_all(&self.database.pool)
            .await
            .unwrap()
    }

    /// Does by hand what the process does by the clock.
    pub async fn sweep(&self) {
        for sweeper in &self.service.sweepers {
            sweeper.run().await.unwrap();
        }
    }
}

/// ₹100 a unit and ₹40 for the way.
pub fn part(seller: SellerId, lines: &[(OfferId, u32)]) -> OrderPart {
    let lines: Vec<OrderLine> = lines.iter().map(|&(offer, quantity)| line(offer, quantity)).collect();
    let items: i64 = lines.iter().filter_map(|line| line.total).map(|total| total.minor).sum();
    OrderPart {
        order: OrderId(Uuid::now_v7()),
        seller,
        items: rupees(items),
        delivery: rupees(4_000),
        total: rupees(items + 4_000),
        lines,
    }
}

pub fn line(offer: OfferId, quantity: u32) -> OrderLine {
    OrderLine { offer, quantity, total: Some(rupees(10_000 * i64::from(quantity))), categories: None }
}

pub fn placed(group: GroupId, orders: &[OrderPart]) -> OrderEvent {
    OrderEvent::Created(OrderCreated {
        group,
        number: "LM-0000-0001".to_owned(),
        buyer: Uuid::now_v7(),
        total: rupees(orders.iter().map(|part| part.total.minor).sum()),
        units: 1,
        hold_expires_at: OffsetDateTime::now_utc(),
        orders: orders.to_vec(),
    })
}

pub fn paid(group: GroupId, orders: &[OrderPart]) -> OrderEvent {
    let number = "LM-0000-0001".to_owned();
    OrderEvent::Paid(OrderPaid { group, number, buyer: Uuid::now_v7(), orders: orders.to_vec() })
}

pub fn cancelled(group: GroupId, part: &OrderPart) -> OrderEvent {
    let orders = vec![part.clone()];
    OrderEvent::Cancelled(OrderCancelled { group, orders, whole: false, paid: true, reason: CancelReason::Seller })
}

pub fn line_cancelled(group: GroupId, part: &OrderPart, line: OrderLine) -> OrderEvent {
    OrderEvent::LinesCancelled(LinesCancelled {
        group,
        order: part.order,
        seller: part.seller,
        refund: line.total.unwrap(),
        lines: vec![line],
        paid: true,
        reason: CancelReason::Seller,
    })
}

pub fn returned(group: GroupId, part: &OrderPart, line: OrderLine) -> OrderEvent {
    OrderEvent::Returned(OrderReturned {
        group,
        order: part.order,
        seller: part.seller,
        wish: ReturnId(Uuid::now_v7()),
        refund: line.total.unwrap(),
        lines: vec![line],
        restock: true,
    })
}

pub fn member(seller: SellerId) -> Caller {
    Caller::Member { id: UserId(Uuid::now_v7()), seller, owner: false }
}

pub fn admin() -> Caller {
    Caller::User { id: UserId(Uuid::now_v7()), role: Role::Admin }
}

pub fn rupees(minor: i64) -> Money {
    Money::new(minor, Currency::Inr)
}

#[tonic::async_trait]
impl inventory_server::Inventory for Goods {
    async fn quote(
        &self,
        request: tonic::Request<QuoteRequest>,
    ) -> Result<tonic::Response<QuoteResponse>, tonic::Status> {
        let seller = Seller { slug: "kiln".to_owned(), name: "Kiln & Clay".to_owned(), ..Seller::default() };
        let offer = |id: String| Offer {
            product_id: id.clone(),
            product_slug: format!("good-{}", &id[id.len() - 4..]),
            title: format!("Good {}", &id[id.len() - 4..]),
            seller: Some(seller.clone()),
            offer_id: id,
            ..Offer::default()
        };
        let offers = request.into_inner().offer_ids.into_iter().map(offer).collect();
        Ok(tonic::Response::new(QuoteResponse { offers }))
    }

    async fn reserve(
        &self,
        _: tonic::Request<ReserveRequest>,
    ) -> Result<tonic::Response<ReserveResponse>, tonic::Status> {
        Err(tonic::Status::unimplemented("reports hold nothing"))
    }

    async fn release(
        &self,
        _: tonic::Request<ReleaseRequest>,
    ) -> Result<tonic::Response<ReleaseResponse>, tonic::Status> {
        Err(tonic::Status::unimplemented("reports hold nothing"))
    }

    async fn commit(&self, _: tonic::Request<CommitRequest>) -> Result<tonic::Response<CommitResponse>, tonic::Status> {
        Err(tonic::Status::unimplemented("reports hold nothing"))
    }
}
