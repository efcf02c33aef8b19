//! Payments that take another way than the straight one.

use crate::{
    acting::{id_of, registered},
    market::{ASKS, GOOD, LATE, NO_FUNDS, Offer, card},
    shop::{Shop, eventually},
};
use contracts::{
    Caller, Role,
    ids::UserId,
    orders::{GroupStatus, Placed},
    payments::{Confirmation, Status},
};

/// A shop with ten lamps, and somebody who has ordered two of them.
async fn ordered() -> (Shop, Offer, Caller, Placed) {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let buyer = shop.guest();
    shop.add(&buyer, &lamp, 2).await;
    let placed = shop.place(&buyer).await;
    shop.payment(&buyer, placed.group).await;
    (shop, lamp, buyer, placed)
}

#[tokio::test]
async fn a_declined_card_can_be_followed_by_a_good_one() {
    let (shop, lamp, buyer, placed) = ordered().await;

    let declined = shop.pay(&buyer, placed.group, NO_FUNDS).await;
    let paid = shop.pay(&buyer, placed.group, GOOD).await;
    shop.settle().await;

    assert_eq!(declined.status, Status::Pending);
    assert!(declined.declined.unwrap().contains("not enough funds"));
    assert_eq!((paid.status, paid.declined), (Status::Succeeded, None));
    assert_eq!(shop.market.stock(&lamp).await, (8, 0));
    shop.market.audit().await;
}

#[tokio::test]
async fn a_card_that_asks_waits_for_the_answer() {
    let (shop, lamp, buyer, placed) = ordered().await;

    let asking = shop.pay(&buyer, placed.group, ASKS).await;
    let refused = shop.clients.payments.confirm(&buyer, asking.id, Confirmation::Refuse).await.unwrap();
    shop.pay(&buyer, placed.group, ASKS).await;
    let paid = shop.clients.payments.confirm(&buyer, asking.id, Confirmation::Approve).await.unwrap();
    shop.settle().await;

    assert!(asking.needs_confirmation);
    assert_eq!((refused.status, paid.status), (Status::Pending, Status::Succeeded));
    assert_eq!(shop.market.stock(&lamp).await, (8, 0));
    shop.market.audit().await;
}

#[tokio::test]
async fn a_card_that_answers_late_pays_though_nobody_waits_for_it() {
    let (shop, lamp, buyer, placed) = ordered().await;

    let waiting = shop.pay(&buyer, placed.group, LATE).await;
    let again = shop.clients.payments.pay(&buyer, waiting.id, &card(GOOD)).await;
    shop.market.execute("update payments.simulator set answers_at = now()").await;
    eventually("the order is paid", async || {
        (shop.group(placed.group).await.status == GroupStatus::Paid).then_some(())
    })
    .await;
    shop.settle().await;

    assert_eq!(waiting.status, Status::Processing);
    assert_eq!(again.unwrap_err().code, "payment-in-progress", "a second card is not charged while the first may be");
    assert_eq!(shop.market.stock(&lamp).await, (8, 0));
    shop.market.audit().await;
}

#[tokio::test]
async fn the_sweeper_settles_what_nobody_came_back_for_and_no_callback_told() {
    let (shop, lamp, buyer, placed) = ordered().await;
    shop.pay(&buyer, placed.group, LATE).await;

    // The bank says yes, and its call is lost.
    shop.market.execute("update payments.simulator set status = 'succeeded', called_back_at = now()").await;
    shop.sweep("payments.settle").await;
    let too_early = shop.money(placed.group).await;
    shop.market.execute("update payments.attempts set ask_at = now()").await;
    shop.sweep("payments.settle").await;
    shop.settle().await;

    assert_eq!(too_early.status, Status::Processing);
    assert_eq!(shop.group(placed.group).await.status, GroupStatus::Paid);
    assert_eq!(shop.market.stock(&lamp).await, (8, 0));
    shop.market.audit().await;
}

#[tokio::test]
async fn an_order_that_nobody_pays_gives_its_goods_back() {
    let (shop, lamp, _, placed) = ordered().await;

    shop.let_hold_end(placed.group).await;
    shop.sweep("expire unpaid orders").await;
    shop.settle().await;

    assert_eq!(shop.group(placed.group).await.status, GroupStatus::Expired);
    assert_eq!(shop.money(placed.group).await.status, Status::Expired);
    assert_eq!(shop.market.stock(&lamp).await, (10, 0));
    assert_eq!(shop.mails(placed.group).await, ["order-received", "order-cancelled"]);
    shop.market.audit().await;
}

#[tokio::test]
async fn money_that_comes_for_an_expired_order_goes_back() {
    let (shop, lamp, buyer, placed) = ordered().await;
    shop.pay(&buyer, placed.group, LATE).await;

    // The bank says yes in the moment in which the order is given up, and is asked to call the charge off too late.
    shop.market.execute("update payments.simulator set status = 'succeeded', called_back_at = now()").await;
    shop.let_hold_end(placed.group).await;
    shop.sweep("expire unpaid orders").await;
    eventually("the money is back", async || (shop.money(placed.group).await.status == Status::Refunded).then_some(()))
        .await;
    shop.settle().await;

    assert_eq!(shop.group(placed.group).await.status, GroupStatus::Expired);
    assert_eq!(shop.market.stock(&lamp).await, (10, 0));
    shop.market.audit().await;
}

#[tokio::test]
async fn who_comes_back_to_pay_for_what_is_over_reads_where_the_money_goes() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (mut meera, email) = registered(&shop, "Meera Krishnan").await;
    let buyer = Caller::User { id: UserId(id_of(&shop, &email).await), role: Role::User };
    let paid = shop.buy(&buyer, &lamp, 1).await.id;
    shop.cancel(&buyer, paid, &[]).await;
    shop.add(&buyer, &lamp, 1).await;
    let late = shop.place(&buyer).await.group;
    shop.payment(&buyer, late).await;
    shop.let_hold_end(late).await;
    shop.sweep("expire unpaid orders").await;

    let back = meera.get(&format!("/pay/{paid}")).await;
    let refund = meera.follow(back.location()).await;
    let over = meera.get(&format!("/pay/{late}")).await;
    let order = meera.get(&format!("/orders/{late}")).await;

    assert_eq!(back.location(), format!("/orders/{paid}"));
    assert!(refund.body.contains("goes back to the card it was paid with."), "{}", refund.body);
    assert!(over.body.contains("The hold has ended.") && order.body.contains("not paid in time"), "{}", over.body);
    for page in [refund, over, order] {
        assert!(!page.body.contains("Nothing was charged"), "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_payment_meets_the_end_of_the_hold_one_of_them_wins_and_the_other_has_no_effect() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 200_000, 40).await;
    let mut orders = Vec::new();
    for _ in 0..20 {
        let buyer = shop.guest();
        shop.add(&buyer, &lamp, 1).await;
        let placed = shop.place(&buyer).await;
        let payment = shop.payment(&buyer, placed.group).await;
        orders.push((buyer, placed, payment));
    }
    // Overdue for orders, but for payments still to be tried.
    shop.market.execute("update orders.groups set hold_expires_at = now() - interval '1 minute'").await;

    let good = card(GOOD);
    let paying = orders.iter().map(|(buyer, _, payment)| shop.clients.payments.pay(buyer, payment.id, &good));
    tokio::join!(futures::future::join_all(paying), shop.sweep("expire unpaid orders"));
    shop.sweep("expire unpaid orders").await;
    shop.settle().await;

    let mut paid = 0;
    for (_, placed, _) in &orders {
        let (group, money) = (shop.group(placed.group).await, shop.money(placed.group).await);
        match group.status {
            GroupStatus::Paid => {
                paid += 1;
                assert_eq!(money.status, Status::Succeeded);
            }
            GroupStatus::Expired => assert!(matches!(money.status, Status::Expired | Status::Refunded), "{money:?}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(shop.market.stock(&lamp).await, (40 - paid, 0));
    shop.market.audit().await;
}
