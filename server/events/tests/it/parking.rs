use crate::shop::{Shop, note, on_both};
use contracts::events::PaymentEvent;
use events::{Delivery, Envelope, Subscription, list_parked, replay};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};
use uuid::Uuid;

#[tokio::test]
async fn a_poisonous_event_is_parked_with_those_behind_it_and_others_go_on() {
    on_both(async |shop| {
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
    })
    .await;
}

#[tokio::test]
async fn what_was_parked_has_its_effect_once_after_a_replay_before_anything_later() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..3 {
            shop.ring(drawer).await;
        }
        shop.drain().await;
        shop.handle(&shop.clerk(|amount| amount == 2)).await;
        // The fourth is on the bus already when the others are released.
        shop.ring(drawer).await;
        shop.drain().await;

        let released = replay(&shop.bus, "till", None).await.unwrap();
        shop.handle(&shop.clerk(|_| false)).await;

        assert_eq!(released, 2);
        assert_eq!(shop.noted(drawer).await, [1, 2, 3, 4]);
        assert!(list_parked(&shop.bus, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_fails_again_after_a_replay_stays_parked_with_those_behind_it() {
    on_both(async |shop| {
        let (drawer, other) = (Uuid::new_v4(), Uuid::new_v4());
        for _ in 0..3 {
            shop.ring(drawer).await;
            shop.ring(other).await;
        }
        shop.drain().await;
        shop.handle(&shop.clerk(|amount| amount == 2)).await;

        let released = replay(&shop.bus, "till", Some(drawer)).await.unwrap();
        shop.handle(&shop.clerk(|amount| amount == 3)).await;

        let parked = list_parked(&shop.bus, 10).await.unwrap();
        let left = parked.iter().filter(|event| event.envelope.partitionkey == drawer);
        let left: Vec<i64> = left.map(|event| event.envelope.aggregateversion).collect();
        assert_eq!(released, 2);
        assert_eq!(shop.noted(drawer).await, [1, 2]);
        assert_eq!(left, [3]);
        assert_eq!((shop.noted(other).await, parked.len()), (vec![1], 3));
    })
    .await;
}

#[tokio::test]
async fn what_was_just_being_parked_when_those_ahead_were_released_follows_them() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..3 {
            shop.ring(drawer).await;
        }
        shop.drain().await;
        shop.handle(&shop.clerk(|amount| amount == 2)).await;
        replay(&shop.bus, "till", None).await.unwrap();
        sqlx::query("update events.parked set released = false where tries = 0").execute(shop.db()).await.unwrap();

        shop.handle(&shop.clerk(|_| false)).await;

        assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
        assert!(list_parked(&shop.bus, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_waits_behind_an_event_that_was_not_released_goes_on_waiting() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..4 {
            shop.ring(drawer).await;
        }
        shop.drain().await;
        shop.handle(&shop.clerk(|amount| amount == 2)).await;
        // The third has failed, too, and only the second is released.
        sqlx::query(
            "update events.parked
                set tries = 5, released = envelope ->> 'aggregateversion' = '2'
              where envelope ->> 'aggregateversion' in ('2', '3')",
        )
        .execute(shop.db())
        .await
        .unwrap();

        shop.handle(&shop.clerk(|_| false)).await;

        let left = list_parked(&shop.bus, 10).await.unwrap();
        let left: Vec<i64> = left.iter().map(|event| event.envelope.aggregateversion).collect();
        assert_eq!(shop.noted(drawer).await, [1, 2]);
        assert_eq!(left, [3, 4]);
    })
    .await;
}

#[tokio::test]
async fn events_that_no_version_of_ours_knows_are_parked_not_lost() {
    on_both(async |shop| {
        let good = Uuid::new_v4();
        let strange = |kind: &str, data| Envelope {
            specversion: "1.0".into(),
            id: Uuid::new_v4(),
            source: "/payments".into(),
            kind: kind.into(),
            time: time::OffsetDateTime::UNIX_EPOCH,
            datacontenttype: "application/json".into(),
            partitionkey: Uuid::new_v4(),
            aggregateversion: 1,
            traceparent: None,
            data,
        };
        let batch = [
            strange("com.levomart.payment.imagined.v1", json!({})),
            strange("com.levomart.payment.succeeded.v2", json!({})),
            strange("org.example.greeting", json!("hello")),
            strange("com.levomart.payment.succeeded.v1", json!(null)),
            strange("com.levomart.payment.succeeded.v1", json!({ "amount": "much" })),
        ]
        .map(|envelope| Delivery { topic: "payments".into(), envelope });
        shop.bus.publish(&batch).await.unwrap();
        shop.ring(good).await;
        shop.drain().await;

        shop.handle(&shop.clerk(|_| false)).await;

        let mut parked: Vec<Uuid> = Vec::new();
        for event in list_parked(&shop.bus, 10).await.unwrap() {
            // Trying it again would change nothing.
            assert_eq!(event.tries, 1, "{}", event.error);
            parked.push(event.envelope.id);
        }
        let mut sent: Vec<Uuid> = batch.iter().map(|delivery| delivery.envelope.id).collect();
        parked.sort();
        sent.sort();
        assert_eq!(parked, sent);
        assert_eq!(shop.noted(good).await, [1]);
    })
    .await;
}

#[tokio::test]
async fn a_row_of_the_log_that_is_no_event_is_parked() {
    let shop = Shop::open("postgres").await;
    let (bad, good) = (Uuid::new_v4(), Uuid::new_v4());
    for shard in 0..4_i16 {
        sqlx::query("insert into events.log (topic, shard, id, key, envelope) values ('payments', $1, $2, $3, '[1]')")
            .bind(shard)
            .bind(Uuid::new_v4())
            .bind(bad)
            .execute(shop.db())
            .await
            .unwrap();
    }
    shop.ring(good).await;
    shop.drain().await;

    shop.handle(&shop.clerk(|_| false)).await;

    let parked = list_parked(&shop.bus, 10).await.unwrap();
    assert_eq!(parked.len(), 4);
    assert!(parked[0].error.starts_with("not an event: "), "{}", parked[0].error);
    assert_eq!(shop.noted(good).await, [1]);
}

#[tokio::test]
async fn a_handler_that_panics_is_one_events_failure() {
    on_both(async |shop| {
        shop.ring(Uuid::new_v4()).await;
        shop.drain().await;
        let fragile = Subscription::new("till", |_: PaymentEvent, _| async move {
            if true {
                panic!("fell over");
            }
            Ok(())
        });

        shop.handle(&fragile).await;

        let parked = list_parked(&shop.bus, 10).await.unwrap();
        assert!(parked[0].error.contains("panicked"), "{}", parked[0].error);
    })
    .await;
}

#[tokio::test]
async fn a_dependency_that_is_away_delays_events_and_parks_nothing() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..3 {
            shop.ring(drawer).await;
        }
        shop.drain().await;
        let (away, tries) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU32::new(0)));
        let patient = {
            let (db, away, tries) = (shop.db().clone(), Arc::clone(&away), Arc::clone(&tries));
            Subscription::new("till", move |event: PaymentEvent, envelope| {
                // The seventh try succeeds: two more than an event that is at fault itself would get.
                if tries.fetch_add(1, Ordering::SeqCst) == 6 {
                    away.store(false, Ordering::SeqCst);
                }
                let (db, away) = (db.clone(), away.load(Ordering::SeqCst));
                async move {
                    anyhow::ensure!(!away, "the database is away");
                    let PaymentEvent::Succeeded(paid) = event else { return Ok(()) };
                    note(&db, &paid, &envelope).await
                }
            })
            .waiting_for(|error| error.to_string().contains("away"))
        };

        shop.handle(&patient).await;

        assert_eq!(tries.load(Ordering::SeqCst), 9);
        assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
        assert!(list_parked(&shop.bus, 10).await.unwrap().is_empty());
    })
    .await;
}
