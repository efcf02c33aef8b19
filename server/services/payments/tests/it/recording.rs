//! What audit is told of the money that moves.

use crate::shop::{Cancel, GOOD, LATE, NO_FUNDS, Order, Shop, cancelled, created, inr};
use axum::http::StatusCode;
use contracts::{Caller, Role, events::AuditRecorded, ids::UserId};
use serde_json::{Value, json};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// Somebody with an account orders.
async fn order(shop: &Shop, prices: &[i64]) -> (Order, UserId) {
    let id = UserId(Uuid::new_v4());
    let order = Order { buyer: Caller::User { id, role: Role::User }, ..Shop::new_order(prices) };
    shop.tell(created(&order, OffsetDateTime::now_utc() + Duration::from_secs(900))).await;
    (order, id)
}

/// What was done, and by what kind of caller.
fn said(acts: &[AuditRecorded]) -> Vec<(&str, &str)> {
    acts.iter().map(|act| (act.action.as_str(), act.actor_kind.as_str())).collect()
}

/// How an act found the payment, and how it left it.
fn steps(act: &AuditRecorded) -> [Value; 2] {
    [&act.before, &act.after].map(|state| serde_json::from_str(state.as_deref().unwrap()).unwrap())
}

#[tokio::test]
async fn a_charge_is_recorded_once_with_whose_card_it_was() {
    let shop = Shop::open().await;
    let (order, buyer) = order(&shop, &[100_000, 20_000]).await;

    shop.pay(&order, NO_FUNDS).await.unwrap();
    let declined = shop.acts(&order).await;
    for _ in 0..2 {
        shop.pay(&order, GOOD).await.unwrap();
        shop.settle(&order).await;
    }

    let acts = shop.acts(&order).await;
    assert!(declined.is_empty());
    assert_eq!(said(&acts), [("payment.charge", "shopper")]);
    assert_eq!((acts[0].actor, acts[0].subject_kind.as_str()), (Some(buyer), "payment"));
    assert_eq!(
        steps(&acts[0]),
        [json!({ "status": "processing" }), json!({ "status": "succeeded", "amount": order.total })]
    );
}

#[tokio::test]
async fn a_charge_of_which_the_gateway_tells_twice_is_levomarts_own_and_recorded_once() {
    let shop = Shop::open().await;
    let (order, _) = order(&shop, &[100_000]).await;
    shop.pay(&order, LATE).await.unwrap();
    shop.bank_approves(&order).await;
    let message = shop.message(&order).await;

    for _ in 0..2 {
        assert_eq!(shop.call_back(&message).await, StatusCode::OK);
    }
    shop.settle(&order).await;

    let acts = shop.acts(&order).await;
    assert_eq!((said(&acts), acts[0].actor), (vec![("payment.charge", "system")], None));
}

#[tokio::test]
async fn each_refund_is_recorded_once_with_what_it_left() {
    let shop = Shop::open().await;
    let (order, _) = order(&shop, &[100_000, 20_000]).await;
    shop.pay(&order, GOOD).await.unwrap();

    for part in [1, 0] {
        shop.tell(cancelled(&order, &order.parts[part..=part], Cancel::Paid)).await;
        for _ in 0..2 {
            shop.sweep("payments.refund").await;
        }
    }

    let acts = shop.acts(&order).await;
    let refunds = &acts[1..];
    assert_eq!(said(refunds), [("payment.refund", "system"); 2]);
    assert_eq!([refunds[0].seller, refunds[1].seller], [1, 0].map(|part| Some(order.parts[part].seller)));
    let after = |status, part: usize, minor| json!({ "status": status, "refund": inr(minor), "order": order.parts[part].order });
    assert_eq!(steps(&refunds[0]), [json!({ "status": "succeeded" }), after("partially_refunded", 1, 25_000)]);
    assert_eq!(steps(&refunds[1]), [json!({ "status": "partially_refunded" }), after("refunded", 0, 105_000)]);
}
