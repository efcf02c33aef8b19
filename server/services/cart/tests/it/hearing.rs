use crate::market::{Shop, guest, id, user};
use contracts::{
    Caller, Currency, Money,
    events::{CancelReason, Event, OrderCancelled, OrderCreated, OrderEvent, OrderLine, OrderPaid, OrderPart},
    ids::{GroupId, OfferId, OrderId, SellerId},
};
use events::{Bus, Delivery, Envelope};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A bus that the shop listens to.
struct Orders {
    bus: Bus,
    _database: testing::Database,
}

impl Orders {
    async fn new() -> Self {
        let database = testing::Database::new(&[&events::MIGRATOR]).await;
        Self { bus: Bus::postgres(database.pool.clone()), _database: database }
    }

    async fn tell(&self, shop: &Shop, envelope: &Envelope) {
        let delivery = Delivery { topic: OrderEvent::TOPIC.to_owned(), envelope: envelope.clone() };
        self.bus.publish(&[delivery]).await.unwrap();
        for subscription in &shop.service.subscriptions {
            subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap();
        }
        assert!(events::list_parked(&self.bus, 1).await.unwrap().is_empty());
    }
}

fn envelope(event: &OrderEvent) -> Envelope {
    Envelope::wrap(event, Uuid::now_v7(), 1, OffsetDateTime::now_utc()).unwrap()
}

fn parts(lines: &[(OfferId, u32)]) -> Vec<OrderPart> {
    let zero = Money::zero(Currency::Inr);
    let lines =
        lines.iter().map(|&(offer, quantity)| OrderLine { offer, quantity, total: None, categories: None }).collect();
    let (order, seller) = (OrderId(Uuid::now_v7()), SellerId(Uuid::now_v7()));
    vec![OrderPart { order, seller, items: zero, delivery: zero, total: zero, lines }]
}

fn paid(buyer: &Caller, lines: &[(OfferId, u32)]) -> Envelope {
    let group = GroupId(Uuid::now_v7());
    envelope(&OrderEvent::Paid(OrderPaid { group, number: "LM-1".to_owned(), buyer: id(buyer), orders: parts(lines) }))
}

#[tokio::test]
async fn what_was_paid_for_leaves_the_cart_and_the_rest_stays() {
    let (shop, orders) = (Shop::new().await, Orders::new().await);
    let (kettle, cup, throw) =
        (shop.market.offer("Kettle", 9), shop.market.offer("Cup", 9), shop.market.offer("Throw", 9));

    for buyer in [user(), guest()] {
        shop.add(&buyer, kettle, 2).await;
        shop.add(&buyer, cup, 5).await;
        shop.add(&buyer, throw, 1).await;

        orders.tell(&shop, &paid(&buyer, &[(kettle, 2), (cup, 3)])).await;

        let mut left = shop.cart.contents(&buyer).await.unwrap().lines;
        left.sort();
        assert_eq!(left, [(cup, 2), (throw, 1)]);
    }
}

#[tokio::test]
async fn a_payment_that_is_told_twice_takes_out_once() {
    let (shop, orders, meera) = (Shop::new().await, Orders::new().await, user());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 4).await;
    let envelope = paid(&meera, &[(kettle, 1)]);

    orders.tell(&shop, &envelope).await;
    orders.tell(&shop, &envelope).await;

    assert_eq!(shop.cart.count(&meera).await.unwrap(), 3);
    assert!(shop.ttl(&format!("levomart:cart:inbox:{}", envelope.id)).await > 29 * 24 * 3600);
}

#[tokio::test]
async fn an_order_that_is_only_placed_or_cancelled_leaves_the_cart_alone() {
    let (shop, orders, meera) = (Shop::new().await, Orders::new().await, user());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 4).await;
    let (group, parts) = (GroupId(Uuid::now_v7()), parts(&[(kettle, 4)]));
    let created = OrderEvent::Created(OrderCreated {
        group,
        number: "LM-1".to_owned(),
        buyer: id(&meera),
        total: Money::zero(Currency::Inr),
        units: 4,
        hold_expires_at: OffsetDateTime::now_utc(),
        orders: parts.clone(),
    });
    let cancelled = OrderEvent::Cancelled(OrderCancelled {
        group,
        orders: parts,
        whole: true,
        paid: false,
        reason: CancelReason::Unpaid,
    });

    orders.tell(&shop, &envelope(&created)).await;
    orders.tell(&shop, &envelope(&cancelled)).await;

    assert_eq!(shop.cart.count(&meera).await.unwrap(), 4);
}

#[tokio::test]
async fn somebody_elses_payment_changes_nothing() {
    let (shop, orders, meera) = (Shop::new().await, Orders::new().await, user());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 4).await;

    orders.tell(&shop, &paid(&user(), &[(kettle, 4)])).await;

    assert_eq!(shop.cart.count(&meera).await.unwrap(), 4);
}
