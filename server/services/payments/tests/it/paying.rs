use crate::shop::{CONFIRMS, GOOD, LATE, NEVER, NO_FUNDS, Shop, card, created, inr, path};
use contracts::{
    Caller, Kind, Problem,
    events::PaymentEvent,
    payments::{Card, Confirmation, Payment, Status},
};
use events::Envelope;
use futures::future::join_all;
use time::OffsetDateTime;
use uuid::Uuid;

#[tokio::test]
async fn an_order_opens_one_payment_over_its_total() {
    let shop = Shop::open().await;
    let order = Shop::new_order(&[100_000, 20_000]);
    let event = created(&order, OffsetDateTime::now_utc() + std::time::Duration::from_secs(900));
    let envelope = Envelope::wrap(&event, Uuid::new_v4(), 1, OffsetDateTime::now_utc()).unwrap();
    let again = Envelope { id: Uuid::new_v4(), ..envelope.clone() };

    shop.deliver(&[envelope.clone(), envelope, again]).await;

    let payment = shop.payment(&order).await;
    assert_eq!((payment.status, payment.amount, payment.refunded), (Status::Pending, inr(130_000), inr(0)));
    assert_eq!((payment.units, payment.sellers, payment.number.as_str()), (3, 2, "LM-4207-7731"));
    assert_eq!((payment.declined, payment.needs_confirmation), (None, false));
    assert_eq!(shop.parked().await, 0);
}

#[tokio::test]
async fn an_order_that_is_brought_is_paid_before_it_is_told() {
    let shop = Shop::open().await;
    let order = Shop::new_order(&[100_000]);
    let event = created(&order, OffsetDateTime::now_utc() + std::time::Duration::from_secs(900));
    let envelope = Envelope::wrap(&event, Uuid::new_v4(), 1, OffsetDateTime::now_utc()).unwrap();
    let (api, succeeded) = (shop.api(), path(&order, "/succeeded"));
    let hear = async |who: &Caller, envelope: &Envelope| -> Result<(), Problem> {
        api.post(who, "/api/payments", envelope).await
    };

    let strange = hear(&order.buyer, &envelope).await;
    hear(&Caller::System, &envelope).await.unwrap();
    let early = api.get::<Envelope>(&Caller::System, &succeeded).await;
    let paid = shop.pay(&order, GOOD).await.unwrap();
    let brought: Envelope = api.get(&Caller::System, &succeeded).await.unwrap();
    let asked = api.get::<Envelope>(&order.buyer, &succeeded).await;
    let other = hear(&Caller::System, &brought).await;
    shop.deliver(&[envelope]).await;

    for refused in [strange.unwrap_err(), early.unwrap_err(), asked.unwrap_err()] {
        assert_eq!(refused.kind, Kind::NotFound);
    }
    assert_eq!(other.unwrap_err().code, "malformed");
    let PaymentEvent::Succeeded(told) = brought.open().unwrap() else { panic!("not that of the money") };
    assert_eq!((told.group, told.amount), (order.group, order.total));
    assert_eq!((shop.payment(&order).await, shop.charged(&order).await, shop.parked().await), (paid, 1, 0));
    shop.check_books().await;
}

#[tokio::test]
async fn an_order_that_does_not_add_up_opens_no_payment() {
    let shop = Shop::open().await;
    let mut order = Shop::new_order(&[100_000]);
    order.total = inr(1);

    shop.tell(created(&order, OffsetDateTime::now_utc())).await;

    let answer = shop.api().get::<Payment>(&order.buyer, &path(&order, "")).await;
    assert_eq!(answer.unwrap_err().kind, Kind::NotFound);
    assert_eq!(shop.parked().await, 1);
}

#[tokio::test]
async fn a_good_card_pays_at_once_and_once() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000, 20_000]).await;

    let first = shop.pay(&order, GOOD).await.unwrap();
    let second = shop.pay(&order, GOOD).await.unwrap();

    assert_eq!((first.status, second), (Status::Succeeded, first));
    assert_eq!((shop.charged(&order).await, shop.sales(&order).await), (1, 1));
    assert_eq!(shop.told(&order).await, ["payment.succeeded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn each_seller_is_owed_the_goods_less_commission_and_the_delivery() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000, 20_005]).await;

    shop.pay(&order, GOOD).await.unwrap();

    let mut balances: Vec<(String, Option<Uuid>, i64)> = sqlx::query_as(
        "select account, seller_id, sum(minor)::bigint from payments.entries group by 1, 2 order by 1, 3",
    )
    .fetch_all(&shop.db)
    .await
    .unwrap();
    let sellers = balances.split_off(2);
    assert_eq!(balances, [("commission".to_owned(), None, -12_001), ("gateway".to_owned(), None, 130_005)]);
    assert_eq!(
        sellers,
        [
            ("seller".to_owned(), Some(order.parts[0].seller.0), -95_000),
            ("seller".to_owned(), Some(order.parts[1].seller.0), -23_004),
        ]
    );
}

#[tokio::test]
async fn a_hasty_shopper_is_charged_once() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;

    let answers = join_all((0..10).map(|_| shop.pay(&order, GOOD))).await;

    for answer in answers {
        match answer {
            Ok(payment) => assert_eq!(payment.status, Status::Succeeded),
            Err(problem) => assert_eq!(problem.code, "payment-in-progress"),
        }
    }
    assert_eq!(shop.payment(&order).await.status, Status::Succeeded);
    assert_eq!(shop.count("select count(*) from payments.attempts where payment_id = $1", &order).await, 1);
    assert_eq!((shop.charged(&order).await, shop.sales(&order).await), (1, 1));
    assert_eq!(shop.told(&order).await, ["payment.succeeded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn after_a_declined_card_another_can_pay() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;

    let declined = shop.pay(&order, NO_FUNDS).await.unwrap();
    let paid = shop.pay(&order, GOOD).await.unwrap();

    assert_eq!(declined.status, Status::Pending);
    assert_eq!(declined.declined.as_deref(), Some("The bank declined this card: not enough funds."));
    assert_eq!((paid.status, paid.declined), (Status::Succeeded, None));
    assert_eq!(shop.told(&order).await, ["payment.failed", "payment.succeeded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn while_the_bank_is_thinking_no_second_card_is_charged() {
    let shop = Shop::open().await;

    for number in [LATE, NEVER, CONFIRMS] {
        let order = shop.order(&[100_000]).await;
        let waiting = shop.pay(&order, number).await.unwrap();
        let refused = shop.pay(&order, GOOD).await.unwrap_err();

        assert_eq!((waiting.status, waiting.needs_confirmation), (Status::Processing, number == CONFIRMS));
        assert_eq!((refused.kind, refused.code.as_str()), (Kind::Conflict, "payment-in-progress"));
        assert_eq!(shop.charged(&order).await, 0);
    }
}

#[tokio::test]
async fn a_try_that_the_bank_has_meanwhile_declined_does_not_stand_in_the_way() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, NEVER).await.unwrap();
    shop.wait(&order).await;

    let paid = shop.pay(&order, GOOD).await.unwrap();

    assert_eq!(paid.status, Status::Succeeded);
    assert_eq!(shop.told(&order).await, ["payment.failed", "payment.succeeded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn a_payment_that_asks_to_confirm_succeeds_when_approved() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    let asking = shop.pay(&order, CONFIRMS).await.unwrap();

    let first = shop.confirm(&order, Confirmation::Approve).await.unwrap();
    let again = shop.confirm(&order, Confirmation::Refuse).await.unwrap();

    assert!(asking.needs_confirmation);
    assert_eq!((first.status, first.needs_confirmation), (Status::Succeeded, false));
    assert_eq!(again, first);
    assert_eq!(shop.told(&order).await, ["payment.succeeded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn a_payment_that_asks_to_confirm_can_be_tried_again_when_refused() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, CONFIRMS).await.unwrap();

    let refused = shop.confirm(&order, Confirmation::Refuse).await.unwrap();
    let nothing = shop.confirm(&order, Confirmation::Approve).await.unwrap_err();
    let paid = shop.pay(&order, GOOD).await.unwrap();

    assert_eq!((refused.status, refused.needs_confirmation), (Status::Pending, false));
    assert_eq!(refused.declined.as_deref(), Some("The payment was not confirmed."));
    assert_eq!(nothing.code, "nothing-to-confirm");
    assert_eq!(paid.status, Status::Succeeded);
    shop.check_books().await;
}

#[tokio::test]
async fn nothing_is_charged_or_confirmed_once_the_hold_is_over() {
    let shop = Shop::open().await;
    let (untried, asking) = (shop.order(&[100_000]).await, shop.order(&[100_000]).await);
    shop.pay(&asking, CONFIRMS).await.unwrap();
    shop.age_hold(&untried).await;
    shop.age_hold(&asking).await;

    let pay = shop.pay(&untried, GOOD).await.unwrap_err();
    let confirm = shop.confirm(&asking, Confirmation::Approve).await.unwrap_err();

    assert_eq!((pay.code.as_str(), confirm.code.as_str()), ("hold-expired", "hold-expired"));
    assert_eq!((shop.charged(&untried).await, shop.charged(&asking).await), (0, 0));
    assert_eq!(shop.payment(&asking).await.status, Status::Pending);
}

#[tokio::test]
async fn a_card_that_cannot_be_right_is_refused_beside_its_fields() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    let wrong = Card { expires: "01 / 20".to_owned(), holder: " ".to_owned(), ..card("4242 4242 4242 424") };

    let problem = shop.api().post::<Payment>(&order.buyer, &path(&order, "/pay"), &wrong).await.unwrap_err();

    let said: Vec<(&str, &str)> = problem.errors.iter().map(|e| (e.field.as_str(), e.message.as_str())).collect();
    assert_eq!(problem.kind, Kind::Invalid);
    assert_eq!(
        said,
        [
            ("number", "This card number is 1 digit short."),
            ("expires", "This card has expired."),
            ("holder", "Please enter the name on the card, 2 to 100 characters."),
        ]
    );
    assert_eq!(shop.count("select count(*) from payments.attempts where payment_id = $1", &order).await, 0);
}

#[tokio::test]
async fn a_body_that_is_no_card_is_the_senders_fault() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;

    for body in [serde_json::json!({}), serde_json::json!({ "amount": 1 }), serde_json::json!(null)] {
        let problem: Problem =
            shop.api().post::<Payment>(&order.buyer, &path(&order, "/pay"), &body).await.unwrap_err();
        assert_eq!(problem.kind, Kind::Invalid, "{body}");
    }
}

#[tokio::test]
async fn card_numbers_are_not_kept() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    for number in [NO_FUNDS, GOOD] {
        shop.pay(&order, number).await.unwrap();
    }

    let kept: String = sqlx::query_scalar(
        "select json_build_array((select json_agg(t) from payments.attempts as t),
                                 (select json_agg(t) from payments.payments as t),
                                 (select json_agg(t) from payments.outbox as t),
                                 (select json_agg(t) from payments.simulator as t))::text",
    )
    .fetch_one(&shop.db)
    .await
    .unwrap();

    for trace in [GOOD, NO_FUNDS, "4242424242424242", "4000000000009995", "Asha"] {
        assert!(!kept.contains(trace), "{trace} is kept");
    }
}
