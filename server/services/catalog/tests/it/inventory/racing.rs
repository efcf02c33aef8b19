use super::shelf::{Shelf, group};
use contracts::ids::OfferId;
use futures::future::join_all;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_buyers_one_gets_the_last_piece() {
    let shelf = Arc::new(Shelf::new().await);
    let offer = shelf.offer(1).await;

    let buyers = (0..200).map(|_| {
        let shelf = Arc::clone(&shelf);
        tokio::spawn(async move {
            let group = group();
            shelf.reserve(group, &[(offer, 1)]).await.map(|_| group)
        })
    });
    let outcomes: Vec<_> = join_all(buyers).await.into_iter().map(Result::unwrap).collect();

    let winners: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
    assert_eq!((winners.len(), outcomes.len()), (1, 200));
    assert_eq!(shelf.stock(offer).await, (1, 1));

    shelf.inventory.release(*winners[0], &[]).await.unwrap();
    assert_eq!(shelf.stock(offer).await, (1, 0));
    shelf.audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_workers_never_sell_more_than_there_is() {
    let shelf = Arc::new(Shelf::new().await);
    let offer = shelf.offer(100).await;

    let workers = (0..16).map(|_| {
        let shelf = Arc::clone(&shelf);
        tokio::spawn(async move {
            let mut sold = 0;
            loop {
                let group = group();
                if shelf.reserve(group, &[(offer, 1), (offer, 2)]).await.is_err() {
                    return sold;
                }
                shelf.inventory.commit(group).await.unwrap();
                sold += 3;
            }
        })
    });
    let sold: i32 = join_all(workers).await.into_iter().map(Result::unwrap).sum();

    assert_eq!(sold, 99, "three at a time, one is left");
    assert_eq!(shelf.stock(offer).await, (1, 0));
    shelf.audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_asked_for_many_times_at_once_holds_once() {
    let shelf = Arc::new(Shelf::new().await);
    let (offer, group) = (shelf.offer(50).await, group());

    let tries = (0..20).map(|_| {
        let shelf = Arc::clone(&shelf);
        tokio::spawn(async move { shelf.reserve(group, &[(offer, 5)]).await.unwrap().expires_at })
    });
    let answers: Vec<i64> = join_all(tries).await.into_iter().map(Result::unwrap).collect();

    assert!(answers.iter().all(|expires_at| *expires_at == answers[0]));
    assert_eq!(shelf.stock(offer).await, (50, 5));
    shelf.audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opposite_orders_of_lines_do_not_lock_each_other_out() {
    let shelf = Arc::new(Shelf::new().await);
    let (mug, bowl) = (shelf.offer(1_000).await, shelf.offer(1_000).await);

    let pairs =
        (0..50).flat_map(|_| [[(mug, 1), (bowl, 1)], [(bowl, 1), (mug, 1)]]).map(|lines: [(OfferId, u32); 2]| {
            let shelf = Arc::clone(&shelf);
            tokio::spawn(async move { shelf.reserve(group(), &lines).await.is_ok() })
        });
    let held = join_all(pairs).await.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count();

    assert_eq!(held, 100);
    assert_eq!((shelf.stock(mug).await, shelf.stock(bowl).await), ((1_000, 100), (1_000, 100)));
    let deadlocks: i64 =
        sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
            .fetch_one(shelf.db())
            .await
            .unwrap();
    assert_eq!(deadlocks, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn release_and_sale_at_once_end_a_hold_once() {
    let shelf = Arc::new(Shelf::new().await);
    let offer = shelf.offer(40).await;

    for _ in 0..20 {
        let group = group();
        shelf.reserve(group, &[(offer, 2)]).await.unwrap();
        let (released, sold) = tokio::join!(shelf.inventory.release(group, &[]), shelf.inventory.commit(group));
        released.unwrap();
        sold.unwrap();
    }

    let (on_hand, reserved) = shelf.stock(offer).await;
    assert_eq!(reserved, 0);
    let (sold,): (i64,) = sqlx::query_as("select count(*) from catalog.reservations where state = 'sold'")
        .fetch_one(shelf.db())
        .await
        .unwrap();
    assert_eq!(i64::from(on_hand), 40 - 2 * sold);
    shelf.audit().await;
}
