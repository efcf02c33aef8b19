use crate::shop::{CONFIRMS, Cancel, GOOD, LATE, Order, Shop, cancelled, inr};
use contracts::payments::{Confirmation, Status};
use events::Envelope;
use futures::future::join_all;
use time::OffsetDateTime;
use uuid::Uuid;

/// All that runs by the clock, as often as it takes.
async fn time_passes(shop: &Shop, order: &Order) {
    shop.wait(order).await;
    for _ in 0..2 {
        for name in ["payments.simulator", "payments.settle", "payments.refund"] {
            shop.sweep(name).await;
        }
    }
}

#[tokio::test]
async fn an_order_given_up_before_any_try_takes_no_money_any_more() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;

    shop.abandon(&order).await;

    let refused = shop.pay(&order, GOOD).await.unwrap_err();
    time_passes(&shop, &order).await;
    assert_eq!(refused.code, "hold-expired");
    assert_eq!(shop.payment(&order).await.status, Status::Expired);
    assert!(shop.told(&order).await.is_empty());
}

#[tokio::test]
async fn giving_an_order_up_calls_off_the_charge_that_is_under_way() {
    let shop = Shop::open().await;

    for number in [LATE, CONFIRMS] {
        let order = shop.order(&[100_000]).await;
        shop.pay(&order, number).await.unwrap();
        shop.abandon(&order).await;
        let refused = shop.confirm(&order, Confirmation::Approve).await.unwrap_err();
        time_passes(&shop, &order).await;

        assert_eq!(refused.code, "nothing-to-confirm");
        assert_eq!(shop.payment(&order).await.status, Status::Expired);
        assert_eq!((shop.charged(&order).await, shop.sales(&order).await), (0, 0));
        assert!(shop.told(&order).await.is_empty());
    }
    shop.check_books().await;
}

#[tokio::test]
async fn money_that_came_before_anybody_knew_goes_back_when_the_order_was_given_up() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000, 20_000]).await;
    shop.pay(&order, LATE).await.unwrap();
    shop.bank_approves(&order).await;

    shop.abandon(&order).await;
    let known = shop.payment(&order).await;
    time_passes(&shop, &order).await;

    let payment = shop.payment(&order).await;
    assert_eq!((known.status, payment.status, payment.refunded), (Status::Succeeded, Status::Refunded, order.total));
    assert_eq!(shop.told(&order).await, ["payment.succeeded", "payment.refunded", "payment.refunded"]);
    assert_eq!((shop.sales(&order).await, shop.refunds(&order).await), (1, 2));
    shop.check_books().await;
}

#[tokio::test]
async fn an_order_given_up_by_somebody_who_did_not_know_of_the_money_is_paid_back() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, GOOD).await.unwrap();

    shop.abandon(&order).await;
    time_passes(&shop, &order).await;

    assert_eq!(shop.payment(&order).await.status, Status::Refunded);
    assert_eq!(shop.told(&order).await, ["payment.succeeded", "payment.refunded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn whoever_wins_between_paying_and_giving_up_the_money_is_not_kept() {
    let shop = Shop::open().await;

    for round in 0..20 {
        let order = shop.order(&[100_000, 20_000]).await;
        let number = [GOOD, LATE][round % 2];
        let paying = async {
            let _ = shop.pay(&order, number).await;
            shop.bank_approves(&order).await;
            shop.settle(&order).await
        };
        tokio::join!(paying, shop.abandon(&order), shop.settle(&order));
        time_passes(&shop, &order).await;

        let payment = shop.payment(&order).await;
        let kept = payment.amount.minor * shop.charged(&order).await - payment.refunded.minor;
        assert_eq!(kept, 0, "round {round}");
        assert!(matches!(payment.status, Status::Expired | Status::Refunded), "{:?}", payment.status);
        assert_eq!(shop.refunds(&order).await, 2 * shop.charged(&order).await);
        shop.told(&order).await;
    }
    shop.check_books().await;
}

#[tokio::test]
async fn of_a_paid_group_only_the_cancelled_order_is_paid_back() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000, 20_000]).await;
    shop.pay(&order, GOOD).await.unwrap();

    shop.tell(cancelled(&order, &order.parts[1..], Cancel::Paid)).await;
    time_passes(&shop, &order).await;
    let partly = shop.payment(&order).await;
    shop.tell(cancelled(&order, &order.parts[..1], Cancel::Paid)).await;
    time_passes(&shop, &order).await;
    let wholly = shop.payment(&order).await;

    assert_eq!((partly.status, partly.refunded), (Status::PartiallyRefunded, inr(25_000)));
    assert_eq!((wholly.status, wholly.refunded), (Status::Refunded, order.total));
    assert_eq!(shop.told(&order).await, ["payment.succeeded", "payment.refunded", "payment.refunded"]);
    let owed: i64 = sqlx::query_scalar(
        "select count(*) from (select sum(minor) from payments.entries
                                group by account, seller_id having sum(minor) <> 0) as t",
    )
    .fetch_one(&shop.db)
    .await
    .unwrap();
    assert_eq!(owed, 0, "after everything went back nobody is owed anything, and nothing is earned");
    shop.check_books().await;
}

#[tokio::test]
async fn an_order_cancelled_before_the_group_was_paid_is_paid_back_when_the_money_comes() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000, 20_000]).await;
    shop.tell(cancelled(&order, &order.parts[1..], Cancel::Unpaid)).await;

    shop.pay(&order, GOOD).await.unwrap();
    time_passes(&shop, &order).await;

    let payment = shop.payment(&order).await;
    assert_eq!((payment.status, payment.refunded), (Status::PartiallyRefunded, inr(25_000)));
    shop.check_books().await;
}

#[tokio::test]
async fn a_refund_happens_once_however_often_it_is_asked_for() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, GOOD).await.unwrap();
    let event = cancelled(&order, &order.parts, Cancel::Paid);
    let envelope = Envelope::wrap(&event, Uuid::new_v4(), 2, OffsetDateTime::now_utc()).unwrap();
    let again = Envelope { id: Uuid::new_v4(), ..envelope.clone() };
    shop.deliver(&[envelope.clone(), envelope, again]).await;

    join_all((0..5).map(|_| async {
        shop.execute("update payments.refunds set try_at = now() where payment_id = $1", &order).await;
        shop.sweep("payments.refund").await;
    }))
    .await;

    assert_eq!(shop.payment(&order).await.refunded, order.total);
    assert_eq!(shop.refunds(&order).await, 1);
    assert_eq!(shop.told(&order).await, ["payment.succeeded", "payment.refunded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn a_refund_that_was_interrupted_after_the_gateway_did_it_is_finished() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, GOOD).await.unwrap();
    shop.tell(cancelled(&order, &order.parts, Cancel::Paid)).await;
    // As a process leaves it that ends between the gateway's answer and its own note.
    shop.execute(
        "with r as (insert into payments.simulator_refunds (key, reference, amount_minor)
                    select r.id::text, a.reference, r.amount_minor
                      from payments.refunds as r join payments.attempts as a using (payment_id) where payment_id = $1
                    returning reference, amount_minor)
         update payments.simulator as s set refunded_minor = r.amount_minor from r where r.reference = s.reference",
        &order,
    )
    .await;

    shop.sweep("payments.refund").await;

    assert_eq!(shop.payment(&order).await.status, Status::Refunded);
    shop.check_books().await;
}

#[tokio::test]
async fn a_refund_that_fails_does_not_hold_up_the_others() {
    let shop = Shop::open().await;
    let (broken, sound) = (shop.order(&[100_000]).await, shop.order(&[100_000]).await);
    for order in [&broken, &sound] {
        shop.pay(order, GOOD).await.unwrap();
        shop.tell(cancelled(order, &order.parts, Cancel::Paid)).await;
    }
    let references = "where reference in (select reference from payments.attempts where payment_id = $1)";
    shop.execute(&format!("update payments.simulator set refunded_minor = 1 {references}"), &broken).await;

    shop.sweep("payments.refund").await;
    let meanwhile = (shop.payment(&broken).await.status, shop.payment(&sound).await.status);
    shop.execute(&format!("update payments.simulator set refunded_minor = 0 {references}"), &broken).await;
    shop.execute("update payments.refunds set try_at = now() where payment_id = $1", &broken).await;
    shop.sweep("payments.refund").await;

    assert_eq!(meanwhile, (Status::Succeeded, Status::Refunded));
    assert_eq!(shop.payment(&broken).await.status, Status::Refunded);
    shop.check_books().await;
}
