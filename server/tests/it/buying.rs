//! From the cart to the paid order, and back.

use crate::{
    market::{DELIVERY, GOOD, Offer, card},
    shop::Shop,
};
use contracts::{
    Caller,
    orders::{GroupStatus, Status},
    payments::Status as Paid,
};
use uuid::Uuid;

/// One thing from each of three sellers.
async fn three_sellers(shop: &Shop) -> [Offer; 3] {
    let [potter, weaver, smith] = ["Khurja Clay House", "Neelam Khadi", "Moradabad Brass"];
    [
        shop.market.offer(shop.market.seller(potter).await, "Blue vase", 120_000, 10).await,
        shop.market.offer(shop.market.seller(weaver).await, "Wool shawl", 250_000, 10).await,
        shop.market.offer(shop.market.seller(smith).await, "Brass lamp", 80_000, 10).await,
    ]
}

async fn buys_from_three_sellers(shop: &Shop, buyer: &Caller) {
    let [vase, shawl, lamp] = three_sellers(shop).await;
    for (offer, quantity) in [(&vase, 1), (&shawl, 2), (&lamp, 3)] {
        shop.add(buyer, offer, quantity).await;
    }

    let placed = shop.place(buyer).await;
    let payment = shop.pay(buyer, placed.group, GOOD).await;
    shop.settle().await;

    // The shawls and the lamps come to more than delivery costs anything for.
    assert_eq!(placed.total.minor, 120_000 + DELIVERY + 2 * 250_000 + 3 * 80_000);
    assert_eq!((payment.status, payment.amount, payment.sellers), (Paid::Succeeded, placed.total, 3));
    let group = shop.group(placed.group).await;
    assert_eq!(group.status, GroupStatus::Paid);
    assert!(group.orders.iter().all(|order| order.status == Status::Paid));
    for (offer, left) in [(&vase, 9), (&shawl, 8), (&lamp, 7)] {
        assert_eq!(shop.market.stock(offer).await, (left, 0));
    }
    assert_eq!(shop.cart(buyer).await.count, 0);
    assert_eq!(shop.mails(placed.group).await, ["order-received", "order-paid"]);
    shop.market.audit().await;
}

#[tokio::test]
async fn a_guest_buys_from_three_sellers_with_one_payment() {
    let shop = Shop::open().await;
    let guest = shop.guest();

    buys_from_three_sellers(&shop, &guest).await;
}

#[tokio::test]
async fn somebody_with_an_account_buys_from_three_sellers_with_one_payment() {
    let shop = Shop::open().await;
    let user = shop.user().await;

    buys_from_three_sellers(&shop, &user).await;
}

#[tokio::test]
async fn the_same_order_sent_many_times_at_once_is_one_order() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (buyer, key) = (shop.guest(), Uuid::new_v4().to_string());
    shop.add(&buyer, &lamp, 2).await;

    let answers = futures::future::join_all((0..10).map(|_| shop.try_to_place(&buyer, &key, 160_000))).await;

    let first = answers[0].clone().unwrap();
    assert!(answers.iter().all(|answer| *answer == Ok(first.clone())), "{answers:?}");
    assert_eq!(shop.market.count("select count(*) from orders.groups").await, 1);
    assert_eq!(shop.market.stock(&lamp).await, (10, 2));
    shop.pay(&buyer, first.group, GOOD).await;
    assert_eq!(shop.try_to_place(&buyer, &key, 160_000).await, Ok(first), "the answer stays when the order is paid");
    shop.settle_and_audit().await;
}

#[tokio::test]
async fn a_key_is_good_for_one_order_only() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (buyer, key) = (shop.guest(), Uuid::new_v4().to_string());
    shop.add(&buyer, &lamp, 2).await;
    shop.try_to_place(&buyer, &key, 160_000).await.unwrap();

    let other = shop.try_to_place(&buyer, &key, 1).await;

    assert_eq!(other.unwrap_err().code, "idempotency-key-reused");
    assert_eq!(shop.market.count("select count(*) from orders.groups").await, 1);
}

#[tokio::test]
async fn another_total_than_the_one_shown_orders_nothing() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let buyer = shop.guest();
    shop.add(&buyer, &lamp, 1).await;
    shop.market.execute("update catalog.offers set price_minor = 90000").await;

    let refused = shop.try_to_place(&buyer, "k", 80_000 + DELIVERY).await.unwrap_err();

    assert_eq!((refused.status, refused.code.as_str()), (409, "cart-changed"));
    assert_eq!(refused.facts.unwrap()["checkout"]["total"]["minor"], 90_000 + DELIVERY);
    assert_eq!(shop.market.stock(&lamp).await, (10, 0));
    shop.try_to_place(&buyer, "k", 90_000 + DELIVERY).await.unwrap();
}

#[tokio::test]
async fn a_paid_order_that_is_cancelled_is_refunded_and_its_goods_are_back() {
    let shop = Shop::open().await;
    let [vase, shawl, lamp] = three_sellers(&shop).await;
    let buyer = shop.guest();
    for offer in [&vase, &shawl, &lamp] {
        shop.add(&buyer, offer, 1).await;
    }
    let placed = shop.place(&buyer).await;
    shop.pay(&buyer, placed.group, GOOD).await;
    shop.settle().await;
    let group = shop.group(placed.group).await;
    let shawls = group.orders.iter().find(|order| order.lines[0].offer == shawl.id).unwrap();

    shop.cancel(&buyer, placed.group, &[shawls.id]).await;
    shop.settle().await;
    let partly = shop.money(placed.group).await;
    shop.market.audit().await;
    shop.cancel(&buyer, placed.group, &[]).await;
    shop.settle().await;

    assert_eq!((partly.status, partly.refunded), (Paid::PartiallyRefunded, shawls.total));
    let money = shop.money(placed.group).await;
    assert_eq!((money.status, money.refunded), (Paid::Refunded, placed.total));
    assert_eq!(shop.group(placed.group).await.status, GroupStatus::Cancelled);
    for offer in [&vase, &shawl, &lamp] {
        assert_eq!(shop.market.stock(offer).await, (10, 0));
    }
    shop.market.audit().await;
}

#[tokio::test]
async fn an_unpaid_order_that_is_cancelled_holds_nothing_and_can_no_longer_be_paid() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let buyer = shop.guest();
    shop.add(&buyer, &lamp, 2).await;
    let placed = shop.place(&buyer).await;
    let payment = shop.payment(&buyer, placed.group).await;

    shop.cancel(&buyer, placed.group, &[]).await;
    shop.settle().await;
    let refused = shop.clients.payments.pay(&buyer, payment.id, &card(GOOD)).await.unwrap_err();

    assert_eq!(refused.code, "hold-expired");
    assert_eq!(shop.market.stock(&lamp).await, (10, 0));
    assert_eq!(shop.cart(&buyer).await.count, 2, "the cart stays: its owner may order something else");
    shop.market.audit().await;
}
