//! The same request, sent again.

use crate::{
    market::VASE,
    shop::{Shop, order},
};
use contracts::{Caller, ids::GroupId, orders::PlaceOrder};
use sqlx::Row;
use std::{collections::HashSet, sync::Arc};

#[tokio::test]
async fn the_same_key_gives_the_same_answer() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();

    let first = shop.send(&shopper, "key", &order(358_000)).await.unwrap();
    shop.market.goods().carts.clear();
    let second = shop.send(&shopper, "key", &order(358_000)).await.unwrap();

    assert_eq!(second, first);
    assert_eq!((shop.count("groups").await, shop.market.goods().asked.len()), (1, 1));
}

#[tokio::test]
async fn twenty_at_once_make_one_order() {
    let shop = Arc::new(Shop::open().await);
    let shopper = shop.shopper();

    let send = |_| {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move { shop.send(&shopper, "key", &order(358_000)).await.unwrap() })
    };
    let tasks: Vec<_> = (0..20).map(send).collect();
    let mut answers = HashSet::new();
    for task in tasks {
        let placed = task.await.unwrap();
        answers.insert((placed.group, placed.number, placed.hold_expires_at));
    }

    assert_eq!(answers.len(), 1);
    assert_eq!((shop.count("groups").await, shop.count("orders").await, shop.count("outbox").await), (1, 2, 1));
    assert_eq!(shop.market.goods().asked.len(), 1);
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shop.send(&shopper, "key", &order(358_000)).await.unwrap();

    let other = PlaceOrder { email: "asha@example.in".to_owned(), ..order(358_000) };
    let problem = shop.send(&shopper, "key", &other).await.unwrap_err();

    assert_eq!((problem.status, problem.code.as_str()), (422, "idempotency-key-reused"));
}

#[tokio::test]
async fn the_same_key_of_another_shopper_is_another_key() {
    let shop = Shop::open().await;
    let (meera, asha) = (shop.shopper(), shop.shopper());

    let hers = shop.send(&meera, "key", &order(358_000)).await.unwrap();
    let other = shop.send(&asha, "key", &order(358_000)).await.unwrap();

    assert_ne!(hers.group, other.group);
}

#[tokio::test]
async fn after_a_crash_a_repeat_goes_on_with_the_same_group() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let left = leave_unfinished(&shop, &shopper, 31.0).await;

    let placed = shop.send(&shopper, "key", &order(358_000)).await.unwrap();

    assert_eq!(placed.group, left);
    assert_eq!(shop.market.goods().held.len(), 1);
}

#[tokio::test]
async fn after_a_crash_a_cart_that_has_changed_is_refused_and_holds_nothing() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    leave_unfinished(&shop, &shopper, 31.0).await;
    shop.market.goods().carts.insert(shopper.subject().unwrap(), vec![(VASE, 1)]);

    let problem = shop.send(&shopper, "key", &order(358_000)).await.unwrap_err();

    assert_eq!((problem.status, problem.code.as_str()), (409, "cart-changed"));
    assert!(shop.market.goods().held.is_empty());
    assert_eq!(shop.count("idempotency").await, 0);
}

#[tokio::test]
async fn who_was_taken_over_neither_frees_the_stock_nor_answers() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let gate = shop.market.hold_up_next_cart();

    let request = order(358_000);
    let slow = shop.send(&shopper, "key", &request);
    let fast = async {
        gate.reached.notified().await;
        age_claim(&shop, 31.0).await;
        let placed = shop.send(&shopper, "key", &order(358_000)).await.unwrap();
        // From here on the slow one would refuse the order and give its stock back.
        shop.market.goods().ware(VASE).price_minor = 1;
        gate.open.notify_one();
        placed
    };
    let (slow, placed) = tokio::join!(slow, fast);

    assert_eq!(slow.unwrap_err().code, "in-progress");
    assert!(shop.market.goods().held.contains_key(&placed.group));
    assert_eq!(shop.send(&shopper, "key", &order(358_000)).await.unwrap(), placed);
}

#[tokio::test]
async fn who_is_still_working_is_not_disturbed() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    leave_unfinished(&shop, &shopper, 0.0).await;

    let problem = shop.send(&shopper, "key", &order(358_000)).await.unwrap_err();

    assert_eq!((problem.status, problem.code.as_str()), (409, "in-progress"));
    assert_eq!(shop.count("groups").await, 0);
}

#[tokio::test]
async fn while_the_stock_is_away_nothing_is_decided_and_a_repeat_goes_on_at_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shop.market.goods().is_away = true;

    let problem = shop.send(&shopper, "key", &order(358_000)).await.unwrap_err();
    let fixed = unfinished_group(&shop).await;
    shop.market.goods().is_away = false;
    let placed = shop.send(&shopper, "key", &order(358_000)).await.unwrap();

    assert_eq!(problem.status, 503);
    assert_eq!(placed.group, fixed);
}

#[tokio::test]
async fn answers_are_forgotten_after_a_week() {
    let shop = Shop::open().await;
    let (old, new) = (shop.shopper(), shop.shopper());
    shop.place(&old).await;
    shop.place(&new).await;
    sqlx::query("update orders.idempotency set created_at = now() - interval '8 days' where subject = $1")
        .bind(old.subject())
        .execute(&shop.database.pool)
        .await
        .unwrap();

    shop.sweep("forget old idempotency keys").await;

    assert_eq!(shop.count("idempotency").await, 1);
}

/// What a crash leaves: stock held for a group that was claimed so many seconds ago, and no order.
async fn leave_unfinished(shop: &Shop, shopper: &Caller, seconds_ago: f64) -> GroupId {
    shop.market.goods().is_away = true;
    shop.send(shopper, "key", &order(358_000)).await.unwrap_err();
    shop.market.goods().is_away = false;
    let group = unfinished_group(shop).await;
    let lines = shop.market.goods().carts[&shopper.subject().unwrap()].clone();
    shop.market.goods().held.insert(group, lines);
    age_claim(shop, seconds_ago).await;
    group
}

async fn unfinished_group(shop: &Shop) -> GroupId {
    let sql = "select group_id from orders.idempotency where answer is null";
    GroupId(sqlx::query(sql).fetch_one(&shop.database.pool).await.unwrap().get("group_id"))
}

async fn age_claim(shop: &Shop, seconds: f64) {
    sqlx::query("update orders.idempotency set locked_at = now() - make_interval(secs => $1)")
        .bind(seconds)
        .execute(&shop.database.pool)
        .await
        .unwrap();
}
