use crate::shop::{CONFIRMS, LATE, NEVER, Order, Shop};
use axum::http::StatusCode;
use contracts::payments::Status;
use futures::future::join_all;

/// What may come about after the bank has said yes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Callback,
    CallbackAgain,
    ReturnPage,
    ReturnPageAgain,
    Sweeper,
}

const STEPS: [Step; 5] = [Step::Callback, Step::CallbackAgain, Step::ReturnPage, Step::ReturnPageAgain, Step::Sweeper];

/// Every order of every selection of the steps, the empty one too.
fn histories() -> Vec<Vec<Step>> {
    let mut all = vec![Vec::new()];
    let mut next = 0;
    while next < all.len() {
        for step in STEPS {
            if !all[next].contains(&step) {
                let mut longer = all[next].clone();
                longer.push(step);
                all.push(longer);
            }
        }
        next += 1;
    }
    all
}

async fn take(shop: &Shop, order: &Order, step: Step) {
    match step {
        Step::Callback | Step::CallbackAgain => {
            let message = shop.message(order).await;
            assert_eq!(shop.call_back(&message).await, StatusCode::OK);
        }
        Step::ReturnPage | Step::ReturnPageAgain => {
            shop.settle(order).await;
        }
        Step::Sweeper => shop.sweep("payments.settle").await,
    }
}

#[tokio::test]
async fn callback_return_page_and_sweeper_may_come_in_any_order_twice_or_never() {
    let shop = Shop::open().await;
    let histories = histories();
    assert_eq!(histories.len(), 326);

    for history in histories {
        let order = shop.order(&[100_000, 20_000]).await;
        shop.pay(&order, LATE).await.unwrap();
        shop.bank_approves(&order).await;
        shop.wait(&order).await;
        for &step in &history {
            take(&shop, &order, step).await;
        }
        // Whatever came before or did not: in the end there is always the sweeper.
        shop.sweep("payments.settle").await;

        assert_eq!(shop.payment(&order).await.status, Status::Succeeded, "{history:?}");
        assert_eq!(shop.told(&order).await, ["payment.succeeded"], "{history:?}");
        assert_eq!((shop.charged(&order).await, shop.sales(&order).await), (1, 1), "{history:?}");
        assert_eq!(shop.acts(&order).await.len(), 1, "{history:?}");
    }
    shop.check_books().await;
}

#[tokio::test]
async fn twenty_who_settle_at_once_have_one_effect() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, LATE).await.unwrap();
    shop.bank_approves(&order).await;
    let message = shop.message(&order).await;

    let settled = join_all((0..20).map(|_| shop.settle(&order)));
    let called = join_all((0..5).map(|_| shop.call_back(&message)));
    let (settled, called) = tokio::join!(settled, called);

    assert!(settled.iter().all(|payment| payment.status == Status::Succeeded));
    assert!(called.iter().all(|&status| status == StatusCode::OK));
    assert_eq!(shop.told(&order).await, ["payment.succeeded"]);
    assert_eq!((shop.sales(&order).await, shop.acts(&order).await.len()), (1, 1));
    shop.check_books().await;
}

#[tokio::test]
async fn twenty_who_settle_a_declined_try_have_one_effect() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, NEVER).await.unwrap();
    shop.wait(&order).await;

    join_all((0..20).map(|_| shop.settle(&order))).await;

    let payment = shop.payment(&order).await;
    assert_eq!((payment.status, payment.declined.as_deref()), (Status::Pending, Some("The bank did not answer.")));
    assert_eq!(shop.told(&order).await, ["payment.failed"]);
}

#[tokio::test]
async fn settling_too_early_changes_nothing() {
    let shop = Shop::open().await;

    for number in [LATE, NEVER, CONFIRMS] {
        let order = shop.order(&[100_000]).await;
        let before = shop.pay(&order, number).await.unwrap();
        let after = shop.settle(&order).await;

        assert_eq!((before.status, &after), (Status::Processing, &before));
        assert!(shop.told(&order).await.is_empty());
    }
}

#[tokio::test]
async fn a_card_that_never_answers_is_declined_by_the_sweeper() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, NEVER).await.unwrap();
    shop.sweep("payments.settle").await;
    let soon = shop.payment(&order).await;
    shop.wait(&order).await;

    shop.sweep("payments.settle").await;

    let later = shop.payment(&order).await;
    assert_eq!(soon.status, Status::Processing);
    assert_eq!((later.status, later.declined.as_deref()), (Status::Pending, Some("The bank did not answer.")));
    assert_eq!(shop.told(&order).await, ["payment.failed"]);
}

#[tokio::test]
async fn a_confirmation_that_never_came_is_called_off_when_the_hold_is_over() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, CONFIRMS).await.unwrap();
    shop.age_hold(&order).await;
    shop.wait(&order).await;

    shop.sweep("payments.settle").await;
    shop.bank_approves(&order).await;
    shop.sweep("payments.settle").await;

    let payment = shop.payment(&order).await;
    assert_eq!((payment.status, payment.needs_confirmation), (Status::Pending, false));
    assert_eq!((shop.charged(&order).await, shop.told(&order).await), (0, vec!["payment.failed".to_owned()]));
}

#[tokio::test]
async fn a_charge_that_the_gateway_has_never_heard_of_is_given_up_for_good() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    // As a process leaves it that ends between writing the attempt and asking the gateway.
    shop.pay(&order, LATE).await.unwrap();
    shop.execute(
        "delete from payments.simulator
          where reference in (select reference from payments.attempts where payment_id = $1)",
        &order,
    )
    .await;
    let early = shop.settle(&order).await;
    shop.wait(&order).await;

    shop.sweep("payments.settle").await;

    assert_eq!(early.status, Status::Processing);
    assert_eq!(shop.payment(&order).await.status, Status::Pending);
    let void = "select count(*) from payments.simulator
                 where status = 'void'
                   and reference in (select reference from payments.attempts where payment_id = $1)";
    assert_eq!(shop.count(void, &order).await, 1);
}

#[tokio::test]
async fn money_of_another_amount_does_not_count() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, LATE).await.unwrap();
    shop.bank_approves(&order).await;
    shop.execute(
        "update payments.simulator set amount_minor = 1
          where reference in (select reference from payments.attempts where payment_id = $1)",
        &order,
    )
    .await;
    shop.wait(&order).await;

    shop.sweep("payments.settle").await;

    assert_eq!(shop.payment(&order).await.status, Status::Processing);
    assert!(shop.told(&order).await.is_empty());
    assert_eq!(shop.sales(&order).await, 0);
}
