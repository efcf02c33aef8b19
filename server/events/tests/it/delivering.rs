use crate::shop::{Shop, eventually, kafka, note, on_both, paid};
use contracts::events::PaymentEvent;
use events::{Bus, Delivery, Encoding, Envelope, Settings, Subscription, consume};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[tokio::test]
async fn an_event_is_told_only_if_its_change_was_committed() {
    on_both(async |shop| {
        let (kept, dropped) = (Uuid::new_v4(), Uuid::new_v4());
        shop.ring(kept).await;
        let mut tx = shop.db().begin().await.unwrap();
        shop.outbox.publish(&mut tx, 1, &paid(dropped, 1)).await.unwrap();
        tx.rollback().await.unwrap();

        shop.drain().await;
        shop.handle(&shop.clerk(|_| false)).await;

        assert_eq!(shop.noted(kept).await, [1]);
        assert!(shop.noted(dropped).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn events_of_one_thing_stay_in_order_while_writers_relays_and_readers_come_and_go() {
    on_both(async |shop| {
        let drawers: Vec<Uuid> = (0..6).map(|_| Uuid::new_v4()).collect();
        let mut relays = JoinSet::new();
        for _ in 0..3 {
            relays.spawn(events::relay(shop.outbox.clone(), shop.process(""), shop.stop.clone()));
        }
        let mut readers: Vec<(CancellationToken, JoinHandle<()>)> = Vec::new();

        for round in 0..4 {
            // Every round a reader comes, and from the third on the eldest goes: in the middle of its work.
            let stop = shop.stop.child_token();
            readers.push((stop.clone(), tokio::spawn(consume(shop.clerk(|_| false), shop.process(""), stop))));
            let mut writers = JoinSet::new();
            for writer in 0..8 {
                let (shop, drawers) = (shop.clone(), drawers.clone());
                writers.spawn(async move {
                    for turn in 0..12 {
                        shop.ring(drawers[(writer + turn) % drawers.len()]).await;
                    }
                });
            }
            let half = 96 * round + 48;
            eventually("half of the round is handled", async || shop.count("till.effects").await >= half).await;
            if round >= 2 {
                let (stop, reader) = readers.remove(0);
                stop.cancel();
                reader.await.unwrap();
            }
            while let Some(done) = writers.join_next().await {
                done.unwrap();
            }
        }
        eventually("everything is handled", async || shop.count("till.effects").await == 4 * 96).await;
        eventually("everything is committed", async || shop.lag().await == 0).await;

        for drawer in drawers {
            let noted = shop.noted(drawer).await;
            assert_eq!(noted, (1..=64).collect::<Vec<_>>(), "lost, repeated or out of order");
        }
        shop.stop.cancel();
        for (_, reader) in readers {
            reader.await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_broker_that_is_away_keeps_nobody_from_stopping() {
    let mut shop = Shop::open("postgres").await;
    shop.settings.url = "kafka://127.0.0.1:1".to_owned();
    let away = shop.process("one");
    shop.ring(Uuid::new_v4()).await;
    let working = [
        tokio::spawn(consume(shop.clerk(|_| false), away.clone(), shop.stop.clone())),
        tokio::spawn(events::relay(shop.outbox.clone(), away, shop.stop.clone())),
    ];
    tokio::time::sleep(Duration::from_secs(2)).await;

    let began = Instant::now();
    shop.stop.cancel();
    for working in working {
        working.await.unwrap();
    }

    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_relay_that_dies_before_it_marks_sends_twice_and_the_effect_happens_once() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        shop.ring(drawer).await;
        shop.drain().await;
        sqlx::query("update till.outbox set published_at = null").execute(shop.db()).await.unwrap();

        shop.drain().await;
        shop.handle(&shop.clerk(|_| false)).await;

        let sent = shop.kept().await;
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0], sent[1]);
        assert_eq!(shop.noted(drawer).await, [1]);
    })
    .await;
}

/// A bus that nobody can reach.
fn away(shop: &Shop) -> Bus {
    match shop.bus {
        Bus::Postgres(_) => {
            let nowhere = sqlx::postgres::PgPoolOptions::new().acquire_timeout(Duration::from_secs(1));
            Bus::postgres(nowhere.connect_lazy("postgres://levomart@127.0.0.1:1/levomart").unwrap())
        }
        Bus::Kafka(_) => {
            let settings = Settings { url: "kafka://127.0.0.1:1".to_owned(), ..shop.settings.clone() };
            Bus::open(&settings, shop.db().clone()).unwrap()
        }
    }
}

#[tokio::test]
async fn a_relay_that_waits_for_the_bus_keeps_nothing_from_others() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        shop.ring(drawer).await;
        let waiting = tokio::spawn(events::relay(shop.outbox.clone(), away(&shop), shop.stop.clone()));
        eventually("it has a shard in hand", async || shop.locks().await > 0).await;
        eventually("it has failed, and let go", async || shop.locks().await == 0).await;

        // What is told wakes it.
        shop.ring(drawer).await;
        for _ in 0..40 {
            assert_eq!(shop.locks().await, 0);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        shop.drain().await;

        assert_eq!(shop.kept().await.len(), 2);
        shop.stop.cancel();
        waiting.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_the_bus_has_not_confirmed_stays_in_the_outbox_in_order() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..3 {
            shop.ring(drawer).await;
        }
        let away = away(&shop);

        let outcome = events::drain(&shop.outbox, &away).await;
        let unsent = shop.count("till.outbox where published_at is null").await;
        shop.drain().await;
        shop.handle(&shop.clerk(|_| false)).await;

        assert!(outcome.is_err());
        assert_eq!(unsent, 3);
        assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
    })
    .await;
}

#[tokio::test]
async fn two_changes_cannot_tell_the_same_version() {
    let shop = Shop::open("postgres").await;
    let drawer = Uuid::new_v4();
    shop.ring(drawer).await;

    let mut tx = shop.db().begin().await.unwrap();
    let outcome = shop.outbox.publish(&mut tx, 1, &paid(drawer, 1)).await;

    assert!(outcome.unwrap_err().to_string().contains("unique"));
}

#[tokio::test]
async fn a_new_consumer_reads_from_the_beginning_and_then_has_no_lag() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..3 {
            shop.ring(drawer).await;
        }
        shop.drain().await;
        let before = shop.lag().await;

        shop.handle(&shop.clerk(|_| false)).await;

        assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
        assert_eq!((before, shop.lag().await), (3, 0));
        assert_eq!(shop.bus.consumers().await.unwrap(), [("till".to_owned(), "payments".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_consumer_that_dies_after_the_effect_has_it_once() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        shop.ring(drawer).await;
        shop.drain().await;
        let db = shop.db().clone();
        let dying = Subscription::new("till", move |event: PaymentEvent, envelope| {
            let db = db.clone();
            async move {
                let PaymentEvent::Succeeded(paid) = event else { return Ok(()) };
                note(&db, &paid, &envelope).await?;
                // The place in the topic is not committed yet, and never will be.
                std::future::pending().await
            }
        });

        let dying = tokio::spawn(consume(dying, shop.process("one"), shop.stop.clone()));
        eventually("the effect is there", async || shop.noted(drawer).await == [1]).await;
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        let behind = shop.lag().await;
        let again = tokio::spawn(consume(shop.clerk(|_| false), shop.process("one"), shop.stop.clone()));
        eventually("the event is handled again", async || shop.lag().await == 0).await;
        shop.stop.cancel();
        again.await.unwrap();

        assert_eq!(behind, 1);
        assert_eq!(shop.noted(drawer).await, [1]);
    })
    .await;
}

#[tokio::test]
async fn a_consumer_that_was_told_to_stop_is_handed_nothing_twice() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        let calls = Arc::new(AtomicU32::new(0));
        for round in 1..=2 {
            for _ in 0..3 {
                shop.ring(drawer).await;
            }
            shop.drain().await;
            let (db, count, stop) = (shop.db().clone(), Arc::clone(&calls), shop.stop.child_token());
            let counting = Subscription::new("till", move |event: PaymentEvent, envelope| {
                let db = db.clone();
                count.fetch_add(1, Ordering::SeqCst);
                async move {
                    let PaymentEvent::Succeeded(paid) = event else { return Ok(()) };
                    note(&db, &paid, &envelope).await
                }
            });

            let counting = tokio::spawn(consume(counting, shop.process("one"), stop.clone()));
            eventually("the drawer is noted", async || shop.noted(drawer).await.len() == 3 * round).await;
            stop.cancel();
            counting.await.unwrap();
        }

        assert_eq!(shop.noted(drawer).await, [1, 2, 3, 4, 5, 6]);
        assert_eq!(calls.load(Ordering::SeqCst), 6);
    })
    .await;
}

#[tokio::test]
async fn what_is_handed_out_again_has_no_second_effect() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..3 {
            shop.ring(drawer).await;
        }
        shop.drain().await;
        shop.handle(&shop.clerk(|_| false)).await;

        shop.bus.rewind("till", "payments").await.unwrap();
        let behind = shop.lag().await;
        shop.handle(&shop.clerk(|_| false)).await;

        assert_eq!((behind, shop.lag().await), (3, 0));
        assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_in_avro_is_read_by_who_sends_json() {
    let shop = Shop::open(&kafka()).await;
    let drawer = Uuid::new_v4();
    let settings = Settings { encoding: Encoding::Avro, ..shop.settings.clone() };
    let avro = Bus::open(&settings, shop.db().clone()).unwrap();
    let envelope = Envelope::wrap(&paid(drawer, 1), Uuid::new_v4(), 1, OffsetDateTime::UNIX_EPOCH).unwrap();
    let delivery = Delivery { topic: "payments".to_owned(), envelope };

    avro.publish(std::slice::from_ref(&delivery)).await.unwrap();
    shop.handle(&shop.clerk(|_| false)).await;

    assert_eq!(shop.noted(drawer).await, [1]);
    assert_eq!(shop.kept().await, [delivery]);
    shop.close().await;
}

#[tokio::test]
async fn what_nobody_needs_any_more_is_trimmed() {
    let shop = Shop::open("postgres").await;
    shop.ring(Uuid::new_v4()).await;
    shop.drain().await;
    sqlx::query("update events.log set at = now() - interval '31 days'").execute(shop.db()).await.unwrap();
    let clerk = shop.clerk(|_| false);
    clerk.advance(&shop.bus, &shop.stop).await.unwrap();
    sqlx::query("update events.cursors set position = 0").execute(shop.db()).await.unwrap();

    let unread = shop.bus.trim().await.unwrap();
    shop.handle(&clerk).await;
    let read = shop.bus.trim().await.unwrap();

    assert_eq!((unread, read), (0, 1));
}

#[tokio::test]
async fn an_outbox_forgets_all_that_was_sent_long_ago() {
    let shop = Shop::open("postgres").await;
    sqlx::query(
        "insert into till.outbox (id, topic, aggregate_id, aggregate_version, envelope, published_at)
         select gen_random_uuid(), 'payments', gen_random_uuid(), 1, '{}'::jsonb, now() - interval '8 days'
           from generate_series(1, 10001)",
    )
    .execute(shop.db())
    .await
    .unwrap();
    shop.ring(Uuid::new_v4()).await;
    shop.drain().await;

    let went = shop.outbox.tidy(7).await.unwrap();

    assert_eq!((went, shop.count("till.outbox").await), (10_001, 1));
}

#[tokio::test]
async fn an_inbox_forgets_what_cannot_come_again() {
    let shop = Shop::open("postgres").await;
    let (old, young) = (Uuid::new_v4(), Uuid::new_v4());
    sqlx::query(
        "insert into till.inbox (event_id, at) values ($1, now() - interval '38 days'), ($2, now() - interval '36 days')",
    )
    .bind(old)
    .bind(young)
    .execute(shop.db())
    .await
    .unwrap();

    let forgotten = events::Inbox::new("till").trim(shop.db()).await.unwrap();
    let nothing = events::Inbox::new("pocket").trim(shop.db()).await.unwrap();

    let left: Vec<Uuid> = sqlx::query_scalar("select event_id from till.inbox").fetch_all(shop.db()).await.unwrap();
    assert_eq!((forgotten, nothing), (1, 0));
    assert_eq!(left, [young]);
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
    assert_eq!(envelope.open::<PaymentEvent>().unwrap(), paid(drawer, 5));
}
