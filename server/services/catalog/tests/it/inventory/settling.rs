use super::shelf::{Shelf, group, now};
use contracts::events::Event;
use events::Envelope;
use uuid::Uuid;

#[tokio::test]
async fn a_hold_ends_once_however_often_it_is_said() {
    let shelf = Shelf::new().await;
    let (offer, released, sold) = (shelf.offer(9).await, group(), group());
    shelf.reserve(released, &[(offer, 2)]).await.unwrap();
    shelf.reserve(sold, &[(offer, 3)]).await.unwrap();

    for _ in 0..2 {
        shelf.inventory.release(released, &[]).await.unwrap();
        shelf.inventory.commit(sold).await.unwrap();
    }
    shelf.inventory.commit(released).await.unwrap();
    shelf.inventory.release(sold, &[]).await.unwrap();
    shelf.inventory.commit(group()).await.unwrap();

    assert_eq!(shelf.stock(offer).await, (6, 0));
    shelf.audit().await;
}

#[tokio::test]
async fn named_offers_are_released_and_the_others_stay_held() {
    let shelf = Shelf::new().await;
    let (mug, bowl, group) = (shelf.offer(5).await, shelf.offer(5).await, group());
    shelf.reserve(group, &[(mug, 2), (bowl, 2)]).await.unwrap();

    shelf.inventory.release(group, &[mug]).await.unwrap();

    assert_eq!((shelf.stock(mug).await, shelf.stock(bowl).await), ((5, 0), (5, 2)));
}

#[tokio::test]
async fn a_paid_order_is_sold_and_a_cancelled_one_comes_back() {
    let shelf = Shelf::new().await;
    let (mug, bowl, group) = (shelf.offer(5).await, shelf.offer(5).await, group());
    let lines = [(mug, 2), (bowl, 1)];
    shelf.reserve(group, &lines).await.unwrap();

    shelf.hear(shelf.created(group, &lines)).await;
    shelf.hear(shelf.paid(group, &lines)).await;
    assert_eq!((shelf.stock(mug).await, shelf.stock(bowl).await), ((3, 0), (4, 0)));

    for _ in 0..2 {
        shelf.hear(shelf.cancelled(group, &[(mug, 2)])).await;
    }
    assert_eq!((shelf.stock(mug).await, shelf.stock(bowl).await), ((5, 0), (4, 0)), "only what was cancelled is back");
    shelf.audit().await;
}

#[tokio::test]
async fn an_order_cancelled_before_payment_releases_its_stock() {
    let shelf = Shelf::new().await;
    let (offer, group) = (shelf.offer(5).await, group());
    shelf.reserve(group, &[(offer, 2)]).await.unwrap();
    shelf.hear(shelf.created(group, &[(offer, 2)])).await;

    shelf.hear(shelf.cancelled(group, &[(offer, 2)])).await;

    assert_eq!(shelf.stock(offer).await, (5, 0));
    shelf.audit().await;
}

#[tokio::test]
async fn a_cancellation_without_orders_touches_nothing() {
    let shelf = Shelf::new().await;
    let (offer, group) = (shelf.offer(5).await, group());
    shelf.reserve(group, &[(offer, 2)]).await.unwrap();

    shelf.hear(shelf.cancelled(group, &[])).await;

    assert_eq!(shelf.stock(offer).await, (5, 2));
}

#[tokio::test]
async fn an_event_that_comes_twice_has_one_effect() {
    let shelf = Shelf::new().await;
    let (offer, group) = (shelf.offer(5).await, group());
    shelf.reserve(group, &[(offer, 2)]).await.unwrap();
    let event = shelf.paid(group, &[(offer, 2)]);
    let envelope = Envelope::wrap(&event, Uuid::now_v7(), 1, now()).unwrap();

    shelf.hear_again(envelope.clone(), contracts::events::OrderEvent::TOPIC).await;
    shelf.execute(&format!("update catalog.reservations set state = 'held' where group_id = '{group}'")).await;
    shelf.hear_again(envelope, contracts::events::OrderEvent::TOPIC).await;

    assert_eq!(shelf.stock(offer).await, (3, 0));
}

#[tokio::test]
async fn only_holds_without_an_order_run_out() {
    let shelf = Shelf::new().await;
    let (offer, abandoned, ordered, fresh) = (shelf.offer(9).await, group(), group(), group());
    for group in [abandoned, ordered, fresh] {
        shelf.reserve(group, &[(offer, 3)]).await.unwrap();
    }
    shelf.hear(shelf.created(ordered, &[(offer, 3)])).await;
    shelf.let_time_pass(abandoned).await;
    shelf.let_time_pass(ordered).await;

    let expired =
        [catalog::expire_holds(&shelf.catalog).await.unwrap(), catalog::expire_holds(&shelf.catalog).await.unwrap()];

    assert_eq!(expired, [1, 0]);
    assert_eq!(shelf.stock(offer).await, (9, 6));
    let reason: String =
        sqlx::query_scalar("select reason from catalog.stock_movements where reference = $1 order by id desc limit 1")
            .bind(abandoned.0)
            .fetch_one(shelf.db())
            .await
            .unwrap();
    assert_eq!(reason, "expired");
    shelf.audit().await;
}

#[tokio::test]
async fn a_hold_that_has_run_out_but_is_still_there_lives_again_when_asked_for() {
    let shelf = Shelf::new().await;
    let (offer, group) = (shelf.offer(5).await, group());
    let first = shelf.reserve(group, &[(offer, 2)]).await.unwrap();
    shelf.let_time_pass(group).await;

    let second = shelf.reserve(group, &[(offer, 2)]).await.unwrap();

    assert!(second.expires_at >= first.expires_at);
    assert_eq!(catalog::expire_holds(&shelf.catalog).await.unwrap(), 0);
    assert_eq!(shelf.stock(offer).await, (5, 2));
}

#[tokio::test]
async fn money_that_comes_after_the_hold_takes_what_is_left_and_never_more() {
    let shelf = Shelf::new().await;
    let (mug, bowl, late) = (shelf.offer(3).await, shelf.offer(3).await, group());
    shelf.reserve(late, &[(mug, 2), (bowl, 2)]).await.unwrap();
    shelf.let_time_pass(late).await;
    catalog::expire_holds(&shelf.catalog).await.unwrap();
    shelf.reserve(group(), &[(bowl, 2)]).await.unwrap();

    shelf.hear(shelf.paid(late, &[(mug, 2), (bowl, 2)])).await;

    assert_eq!((shelf.stock(mug).await, shelf.stock(bowl).await), ((1, 0), (3, 2)));
    shelf.audit().await;
}

#[tokio::test]
async fn lists_know_when_something_is_sold_out_and_when_it_is_back() {
    let shelf = Shelf::new().await;
    let (offer, group) = (shelf.offer(2).await, group());
    shelf
        .execute(&format!(
            "insert into catalog.listed (product_id, seller_id, category_id, price_minor, price_max_minor, currency,
                                         in_stock, best, newest, rating, options, options_in_stock)
             select product_id, seller_id, '{}', price_minor, price_minor, currency, true, 0, 0, 0, '{{}}', '{{}}'
               from catalog.offers where id = '{offer}';
             insert into catalog.listed_offers (offer_id, product_id, options, in_stock)
             select id, product_id, '{{}}', true from catalog.offers where id = '{offer}';",
            shelf.category
        ))
        .await;

    let mut listed = Vec::new();
    shelf.reserve(group, &[(offer, 2)]).await.unwrap();
    listed.push(in_stock(&shelf).await);
    shelf.inventory.release(group, &[]).await.unwrap();
    listed.push(in_stock(&shelf).await);

    assert_eq!(listed, [false, true]);
}

async fn in_stock(shelf: &Shelf) -> bool {
    sqlx::query_scalar("select in_stock from catalog.listed").fetch_one(shelf.db()).await.unwrap()
}
