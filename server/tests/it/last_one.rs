//! Many want what one can have.

use crate::{
    market::{DELIVERY, GOOD, Offer},
    shop::Shop,
};
use contracts::{Caller, Kind, Problem, orders::Placed, payments::Status};
use std::time::Duration;
use uuid::Uuid;

/// Orders, and when the shop says that it is too busy, sends the same order again, as a page does.
async fn insists(shop: &Shop, buyer: &Caller, total: i64) -> Result<Placed, Problem> {
    let key = Uuid::new_v4().to_string();
    for _ in 0..60 {
        match shop.try_to_place(buyer, &key, total).await {
            Err(busy) if busy.kind == Kind::Unavailable => tokio::time::sleep(Duration::from_millis(250)).await,
            answer => return answer,
        }
    }
    panic!("the shop was too busy for a quarter of a minute");
}

/// Whether a refusal is a clear one: the goods are gone, and nothing is unknown.
fn is_clear(outcome: &Result<Placed, Problem>) -> bool {
    outcome.as_ref().is_err_and(|problem| problem.kind == Kind::Conflict && problem.code == "cart-changed")
}

async fn all_at_once(shop: &Shop, offer: &Offer, buyers: usize) -> Vec<(Caller, Result<Placed, Problem>)> {
    let buyers: Vec<Caller> = (0..buyers).map(|_| shop.guest()).collect();
    for buyer in &buyers {
        shop.add(buyer, offer, 1).await;
    }
    let outcomes =
        futures::future::join_all(buyers.iter().map(|buyer| insists(shop, buyer, offer.price_minor + DELIVERY))).await;
    buyers.into_iter().zip(outcomes).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_who_want_the_last_one_exactly_one_gets_it() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 1).await;

    let outcomes = all_at_once(&shop, &lamp, 200).await;

    let placed: Vec<_> = outcomes.iter().filter_map(|(buyer, outcome)| Some((buyer, outcome.clone().ok()?))).collect();
    assert_eq!(placed.len(), 1);
    assert_eq!(outcomes.iter().filter(|(_, outcome)| is_clear(outcome)).count(), 199, "{outcomes:?}");
    assert_eq!(shop.market.stock(&lamp).await, (1, 1));
    let (winner, order) = &placed[0];
    assert_eq!(shop.pay(winner, order.group, GOOD).await.status, Status::Succeeded);
    shop.settle().await;
    assert_eq!(shop.market.stock(&lamp).await, (0, 0));
    assert_eq!(shop.market.count("select count(*) from catalog.reservations where state = 'held'").await, 0);
    assert_eq!(shop.market.count("select count(*) from orders.groups").await, 1);
    shop.market.audit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_winners_give_up_others_can_buy() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 5).await;

    let outcomes = all_at_once(&shop, &lamp, 30).await;
    let (winners, losers): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|(_, outcome)| outcome.is_ok());
    assert_eq!(winners.len(), 5);
    for (buyer, outcome) in &winners {
        shop.cancel(buyer, outcome.clone().unwrap().group, &[]).await;
    }
    shop.settle().await;

    assert_eq!(shop.market.stock(&lamp).await, (5, 0));
    let late = insists(&shop, &losers[0].0, lamp.price_minor + DELIVERY).await.unwrap();
    shop.pay(&losers[0].0, late.group, GOOD).await;
    shop.settle().await;
    assert_eq!(shop.market.stock(&lamp).await, (4, 0));
    shop.market.audit().await;
}
