use crate::shop::Shop;
use events::{Delivery, Envelope, Subscription, list_parked, replay};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};
use uuid::Uuid;

#[tokio::test]
async fn a_poisonous_event_is_parked_with_those_behind_it_and_others_go_on() {
    let shop = Shop::open().await;
    let (bad, good) = (Uuid::new_v4(), Uuid::new_v4());
    for _ in 0..3 {
        shop.ring(bad).await;
    }
    shop.ring(good).await;
    shop.drain().await;

    // The second event of any drawer is refused.
    shop.handle(&shop.clerk(|amount| amount == 2)).await;

    assert_eq!(shop.noted(bad).await, [1]);
    assert_eq!(shop.noted(good).await, [1]);
    let parked = list_parked(&shop.bus, 10).await.unwrap();
    let tries: Vec<i32> = parked.iter().map(|event| event.tries).collect();
    assert_eq!(tries, [5, 0]);
    assert!(parked[0].error.contains("cannot take 2"), "{}", parked[0].error);
}

#[tokio::test]
async fn what_was_parked_has_its_effect_once_after_a_replay_in_order() {
    let shop = Shop::open().await;
    let drawer = Uuid::new_v4();
    for _ in 0..3 {
        shop.ring(drawer).await;
    }
    shop.drain().await;
    shop.handle(&shop.clerk(|amount| amount == 2)).await;

    let sent = replay(&shop.bus, "clerk", None).await.unwrap();
    shop.handle(&shop.clerk(|_| false)).await;

    assert_eq!(sent, 2);
    assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
    assert!(list_parked(&shop.bus, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn events_that_no_version_of_ours_knows_are_parked_not_lost() {
    let shop = Shop::open().await;
    let key = Uuid::new_v4();
    let strange = |kind: &str, data| Envelope {
        specversion: "1.0".into(),
        id: Uuid::new_v4(),
        source: "/payments".into(),
        kind: kind.into(),
        time: time::OffsetDateTime::UNIX_EPOCH,
        datacontenttype: "application/json".into(),
        partitionkey: key,
        aggregateversion: 1,
        traceparent: None,
        data,
    };
    let batch = [
        strange("com.levomart.payment.imagined.v1", serde_json::json!({})),
        strange("com.levomart.payment.succeeded.v2", serde_json::json!({})),
        strange("com.levomart.payment.succeeded.v1", serde_json::Value::Null),
    ]
    .map(|envelope| Delivery { topic: "payments".into(), envelope });
    shop.bus.publish(&batch).await.unwrap();

    shop.handle(&shop.clerk(|_| false)).await;

    assert_eq!(list_parked(&shop.bus, 10).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_handler_that_panics_is_one_events_failure() {
    let shop = Shop::open().await;
    shop.ring(Uuid::new_v4()).await;
    shop.drain().await;
    let fragile = Subscription::new("fragile", |_: contracts::events::PaymentEvent, _| async move {
        if true {
            panic!("fell over");
        }
        Ok(())
    });

    shop.handle(&fragile).await;

    let parked = list_parked(&shop.bus, 10).await.unwrap();
    assert!(parked[0].error.contains("panicked"), "{}", parked[0].error);
}

#[tokio::test]
async fn a_dependency_that_is_away_delays_an_event_and_parks_nothing() {
    let shop = Shop::open().await;
    shop.ring(Uuid::new_v4()).await;
    shop.drain().await;
    let (away, tries) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU32::new(0)));
    let patient = {
        let (away, tries) = (Arc::clone(&away), Arc::clone(&tries));
        Subscription::new("patient", move |_: contracts::events::PaymentEvent, _| {
            // The seventh try succeeds: two more than an event that is at fault itself would get.
            if tries.fetch_add(1, Ordering::SeqCst) == 6 {
                away.store(false, Ordering::SeqCst);
            }
            let away = away.load(Ordering::SeqCst);
            async move {
                anyhow::ensure!(!away, "the database is away");
                Ok(())
            }
        })
        .waiting_for(|error| error.to_string().contains("away"))
    };

    shop.handle(&patient).await;

    assert_eq!(tries.load(Ordering::SeqCst), 7);
    assert!(list_parked(&shop.bus, 10).await.unwrap().is_empty());
}
