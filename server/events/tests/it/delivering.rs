use crate::shop::{Shop, paid};
use events::{Delivery, Envelope};
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

#[tokio::test]
async fn an_event_is_told_only_if_its_change_was_committed() {
    let shop = Shop::open().await;
    let (kept, dropped) = (Uuid::new_v4(), Uuid::new_v4());
    shop.ring(kept).await;
    let mut tx = shop.db().begin().await.unwrap();
    shop.outbox.publish(&mut tx, 1, &paid(dropped, 1)).await.unwrap();
    tx.rollback().await.unwrap();

    shop.drain().await;
    shop.handle(&shop.clerk(|_| false)).await;

    assert_eq!(shop.noted(kept).await, [1]);
    assert!(shop.noted(dropped).await.is_empty());
}

#[tokio::test]
async fn events_of_one_thing_stay_in_order_with_many_writers_relays_and_readers() {
    let shop = Arc::new(Shop::open().await);
    let drawers: Vec<Uuid> = (0..6).map(|_| Uuid::new_v4()).collect();

    let mut work = tokio::task::JoinSet::new();
    for writer in 0..8 {
        let (shop, drawers) = (Arc::clone(&shop), drawers.clone());
        work.spawn(async move {
            for turn in 0..18 {
                shop.ring(drawers[(writer + turn) % drawers.len()]).await;
            }
        });
    }
    for _ in 0..3 {
        let shop = Arc::clone(&shop);
        work.spawn(async move {
            let clerk = shop.clerk(|_| false);
            for _ in 0..20 {
                events::drain(&shop.outbox, &shop.bus).await.unwrap();
                clerk.advance(&shop.bus, &shop.stop).await.unwrap();
            }
        });
    }
    while let Some(done) = work.join_next().await {
        done.unwrap();
    }
    shop.drain().await;
    shop.handle(&shop.clerk(|_| false)).await;

    for drawer in drawers {
        let noted = shop.noted(drawer).await;
        assert_eq!(noted, (1..=24).collect::<Vec<_>>(), "lost, repeated or out of order");
    }
}

#[tokio::test]
async fn a_relay_that_dies_before_it_marks_sends_twice_and_the_effect_happens_once() {
    let shop = Shop::open().await;
    let drawer = Uuid::new_v4();
    shop.ring(drawer).await;
    shop.drain().await;
    sqlx::query("update till.outbox set published_at = null").execute(shop.db()).await.unwrap();

    shop.drain().await;
    shop.handle(&shop.clerk(|_| false)).await;

    let sent: i64 = sqlx::query_scalar("select count(*) from events.log").fetch_one(shop.db()).await.unwrap();
    assert_eq!(sent, 2);
    assert_eq!(shop.noted(drawer).await, [1]);
}

#[tokio::test]
async fn two_changes_cannot_tell_the_same_version() {
    let shop = Shop::open().await;
    let drawer = Uuid::new_v4();
    shop.ring(drawer).await;

    let mut tx = shop.db().begin().await.unwrap();
    let outcome = shop.outbox.publish(&mut tx, 1, &paid(drawer, 1)).await;

    assert!(outcome.unwrap_err().to_string().contains("unique"));
}

#[tokio::test]
async fn a_new_consumer_reads_from_the_beginning_and_then_has_no_lag() {
    let shop = Shop::open().await;
    let drawer = Uuid::new_v4();
    for _ in 0..3 {
        shop.ring(drawer).await;
    }
    shop.drain().await;

    shop.handle(&shop.clerk(|_| false)).await;

    assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
    assert_eq!(shop.bus.lag("clerk").await.unwrap(), 0);
}

#[tokio::test]
async fn what_nobody_needs_any_more_is_trimmed() {
    let shop = Shop::open().await;
    shop.ring(Uuid::new_v4()).await;
    shop.drain().await;
    sqlx::query("update events.log set at = now() - interval '40 days'").execute(shop.db()).await.unwrap();
    let clerk = shop.clerk(|_| false);
    clerk.advance(&shop.bus, &shop.stop).await.unwrap();
    sqlx::query("update events.cursors set position = 0").execute(shop.db()).await.unwrap();

    let unread = shop.bus.trim(30).await.unwrap();
    shop.handle(&clerk).await;
    let read = shop.bus.trim(30).await.unwrap();

    assert_eq!((unread, read), (0, 1));
}

#[tokio::test]
async fn an_envelope_is_a_cloud_event() {
    let drawer = Uuid::from_u128(7);

    let envelope = Envelope::wrap(&paid(drawer, 5), Uuid::from_u128(1), 3, OffsetDateTime::UNIX_EPOCH).unwrap();

    let json = serde_json::to_value(&envelope).unwrap();
    assert_eq!(json["specversion"], "1.0");
    assert_eq!(json["type"], "com.levomart.payment.succeeded.v1");
    assert_eq!(json["source"], "/payments");
    assert_eq!(json["time"], "1970-01-01T00:00:00Z");
    assert_eq!(json["partitionkey"], drawer.to_string());
    assert_eq!(json["aggregateversion"], 3);
    assert_eq!(json["data"]["amount"]["minor"], 5);
    assert_eq!(envelope.open::<contracts::events::PaymentEvent>().unwrap(), paid(drawer, 5));
    let _: Delivery = Delivery { topic: "payments".into(), envelope };
}
