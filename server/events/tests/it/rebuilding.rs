use crate::shop::{Shop, eventually, kafka, note, on_both};
use contracts::events::PaymentEvent;
use events::{Subscription, consume, rebuild, replay};
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Rebuilds while a clerk has one event in hand, which it notes only when the rebuild has come to wait for it.
async fn rebuild_meanwhile(shop: &Shop) {
    let (db, stop) = (shop.db().clone(), CancellationToken::new());
    let (taken, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (taken, go) = (Arc::clone(&taken), Arc::clone(&go));
        Subscription::new("till", move |event: PaymentEvent, envelope| {
            let (db, taken, go) = (db.clone(), Arc::clone(&taken), Arc::clone(&go));
            async move {
                let PaymentEvent::Succeeded(paid) = event else { return Ok(()) };
                taken.notify_one();
                go.notified().await;
                note(&db, &paid, &envelope).await
            }
        })
    };
    let rebuilding = async {
        taken.notified().await;
        rebuild(&shop.bus, "till", "payments", shop.db()).await.unwrap()
    };
    let letting_go = async {
        let waiting = "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        eventually("the rebuild waits", async || shop.count(waiting).await > 0).await;
        go.notify_one();
        stop.cancel();
    };

    let (handled, heard, ()) = tokio::join!(slow.advance(&shop.bus, &stop), rebuilding, letting_go);

    assert_eq!((handled.unwrap(), heard), (1, 2));
}

#[tokio::test]
async fn what_is_in_hand_during_a_rebuild_is_heard_again_after_what_came_before_it() {
    let shop = Shop::open("postgres").await;
    let drawer = Uuid::new_v4();
    shop.ring(drawer).await;
    shop.drain().await;
    shop.handle(&shop.clerk(|_| false)).await;
    shop.ring(drawer).await;
    shop.drain().await;

    rebuild_meanwhile(&shop).await;
    shop.handle(&shop.clerk(|_| false)).await;

    assert_eq!(shop.noted(drawer).await, [1, 2, 1, 2]);
}

#[tokio::test]
async fn a_released_event_in_hand_during_a_rebuild_is_heard_again_in_its_place() {
    let shop = Shop::open("postgres").await;
    let drawer = Uuid::new_v4();
    for _ in 0..2 {
        shop.ring(drawer).await;
    }
    shop.drain().await;
    shop.handle(&shop.clerk(|amount| amount == 2)).await;
    replay(&shop.bus, "till", None).await.unwrap();

    rebuild_meanwhile(&shop).await;
    shop.handle(&shop.clerk(|_| false)).await;

    assert_eq!(shop.noted(drawer).await, [1, 2, 1, 2]);
}

#[tokio::test]
async fn a_projection_is_rebuilt_from_what_the_bus_still_has() {
    on_both(async |shop| {
        let drawer = Uuid::new_v4();
        for _ in 0..3 {
            shop.ring(drawer).await;
        }
        shop.drain().await;
        shop.handle(&shop.clerk(|amount| amount == 3)).await;
        sqlx::query("delete from till.effects").execute(shop.db()).await.unwrap();

        let count = rebuild(&shop.bus, "till", "payments", shop.db()).await.unwrap();
        shop.handle(&shop.clerk(|_| false)).await;

        assert_eq!(count, 3);
        assert_eq!(shop.noted(drawer).await, [1, 2, 3]);
        assert!(events::list_parked(&shop.bus, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_place_of_a_group_is_not_changed_behind_its_back() {
    let shop = Shop::open(&kafka()).await;
    let drawer = Uuid::new_v4();
    shop.ring(drawer).await;
    shop.drain().await;
    let listening = tokio::spawn(consume(shop.clerk(|_| false), shop.process("one"), shop.stop.clone()));
    eventually("the clerk has read", async || shop.lag().await == 0).await;

    let outcome = rebuild(&shop.bus, "till", "payments", shop.db()).await;
    shop.stop.cancel();
    listening.await.unwrap();

    assert!(outcome.unwrap_err().to_string().starts_with("till listens to payments: stop every process"));
    assert_eq!(shop.noted(drawer).await, [1]);
    shop.close().await;
}
