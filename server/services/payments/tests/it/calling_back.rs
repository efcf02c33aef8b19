use crate::shop::{GOOD, KEY, LATE, NO_FUNDS, Shop, signature};
use axum::http::StatusCode;
use contracts::payments::Status;
use serde_json::json;
use time::OffsetDateTime;

#[tokio::test]
async fn a_late_card_answers_and_calls_back_by_itself() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, LATE).await.unwrap();
    shop.sweep("payments.simulator").await;
    let soon = shop.payment(&order).await;
    shop.wait(&order).await;

    shop.sweep("payments.simulator").await;

    assert_eq!((soon.status, shop.payment(&order).await.status), (Status::Processing, Status::Succeeded));
    assert_eq!(shop.told(&order).await, ["payment.succeeded"]);
    shop.check_books().await;
}

#[tokio::test]
async fn the_simulator_calls_back_every_final_answer_until_it_was_taken() {
    let shop = Shop::open().await;
    let (paid, declined) = (shop.order(&[100_000]).await, shop.order(&[100_000]).await);
    shop.pay(&paid, GOOD).await.unwrap();
    shop.pay(&declined, NO_FUNDS).await.unwrap();
    let called = "select count(*) from payments.simulator where called_back_at is not null";
    let kept = "select count(*) from payments.callbacks";
    let count = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(&shop.db).await.unwrap();

    shop.sweep("payments.simulator").await;
    shop.sweep("payments.simulator").await;

    assert_eq!((count(called).await, count(kept).await), (2, 2));
    assert_eq!(shop.told(&paid).await, ["payment.succeeded"]);
    assert_eq!(shop.told(&declined).await, ["payment.failed"]);
    shop.check_books().await;
}

#[tokio::test]
async fn a_callback_with_a_wrong_or_old_signature_is_refused() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, LATE).await.unwrap();
    shop.bank_approves(&order).await;
    let body = shop.message(&order).await.to_string();
    let now = OffsetDateTime::now_utc().unix_timestamp();

    let signatures = [
        signature(&[8; 32], now, &body),
        signature(&KEY, now - 310, &body),
        signature(&KEY, now + 310, &body),
        signature(&KEY, now, &format!("{body} ")),
        signature(&KEY, now, &body).replace("v1", "v0"),
        String::new(),
    ];

    for signature in signatures {
        assert_eq!(shop.call(&signature, &body).await, StatusCode::BAD_REQUEST, "{signature}");
    }
    assert_eq!(shop.payment(&order).await.status, Status::Processing);
    assert_eq!(shop.call(&signature(&KEY, now, &body), &body).await, StatusCode::OK);
    assert_eq!(shop.payment(&order).await.status, Status::Succeeded);
}

#[tokio::test]
async fn a_signed_callback_that_makes_no_sense_is_refused() {
    let shop = Shop::open().await;
    let time = OffsetDateTime::now_utc().unix_timestamp();
    let nul = json!({ "id": "a\0", "reference": "b", "status": "succeeded", "amount_minor": 1, "currency": "INR" });

    for body in ["", "[]", "{}", "{\"id\":1}", &nul.to_string()] {
        assert_eq!(shop.call(&signature(&KEY, time, body), body).await, StatusCode::BAD_REQUEST, "{body}");
    }
    let large = "x".repeat(100_000);
    assert_eq!(shop.call(&signature(&KEY, time, &large), &large).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_callback_about_another_amount_or_currency_is_not_applied() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, LATE).await.unwrap();
    shop.bank_approves(&order).await;

    for (field, value) in [("amount_minor", json!(1)), ("currency", json!("USD")), ("currency", json!("?"))] {
        let mut message = shop.message(&order).await;
        message[field] = value;
        assert_eq!(shop.call_back(&message).await, StatusCode::OK);
    }

    assert_eq!(shop.payment(&order).await.status, Status::Processing);
    assert!(shop.told(&order).await.is_empty());
}

#[tokio::test]
async fn a_callback_about_a_strangers_charge_is_taken_and_forgotten() {
    let shop = Shop::open().await;
    let message =
        json!({ "id": "evt_x", "reference": "x", "status": "succeeded", "amount_minor": 1, "currency": "INR" });

    assert_eq!(shop.call_back(&message).await, StatusCode::OK);
    assert_eq!(shop.call_back(&message).await, StatusCode::OK);
}

#[tokio::test]
async fn a_callback_is_only_a_hint_to_ask() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, LATE).await.unwrap();

    // It says "succeeded", but the gateway does not know of it.
    let message = shop.message(&order).await;
    assert_eq!(shop.call_back(&message).await, StatusCode::OK);

    assert_eq!(shop.payment(&order).await.status, Status::Processing);
    assert_eq!(shop.sales(&order).await, 0);
}
