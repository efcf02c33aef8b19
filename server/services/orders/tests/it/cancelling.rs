//! The buyer changes their mind.

use crate::shop::{Shop, inr, user};
use contracts::{
    Caller,
    events::{CancelReason, OrderEvent},
    ids::OrderId,
    orders::{GroupStatus, Status},
};
use uuid::Uuid;

#[tokio::test]
async fn a_cancelled_order_of_a_paid_group_goes_back_to_its_buyer_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    shop.pay(&placed).await;
    let first = shop.orders.group(&shopper, placed.group).await.unwrap().orders[0].id;

    let group = shop.orders.cancel(&shopper, placed.group, &[first]).await.unwrap();
    let again = shop.orders.cancel(&shopper, placed.group, &[first]).await.unwrap();

    assert_eq!(again, group);
    assert_eq!((group.status, group.refund_total), (GroupStatus::Paid, inr(108_000)));
    assert_eq!([group.orders[0].status, group.orders[1].status], [Status::Cancelled, Status::Paid]);
    assert_eq!([group.orders[0].can_cancel, group.orders[1].can_cancel], [false, true]);
    assert_eq!(shop.told_names(placed.group).await, ["order.created", "order.paid", "order.cancelled"]);
    let (3, OrderEvent::Cancelled(event)) = &shop.told(placed.group).await[2] else { panic!() };
    assert_eq!((event.whole, event.paid, event.reason), (false, true, CancelReason::Buyer));
    assert_eq!(event.orders.iter().map(|part| (part.order, part.total)).collect::<Vec<_>>(), [(first, inr(108_000))]);
    assert_eq!(shop.acts().await, ["order.cancel by shopper"]);
    assert_eq!(shop.act_steps().await, [["paid", "cancelled"].map(serde_json::Value::from)]);
}

#[tokio::test]
async fn a_whole_group_can_be_cancelled_order_by_order_or_at_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    shop.pay(&placed).await;
    let second = shop.orders.group(&shopper, placed.group).await.unwrap().orders[1].id;

    shop.orders.cancel(&shopper, placed.group, &[second]).await.unwrap();
    let group = shop.orders.cancel(&shopper, placed.group, &[]).await.unwrap();
    shop.orders.cancel(&shopper, placed.group, &[]).await.unwrap();

    assert_eq!((group.status, group.refund_total), (GroupStatus::Cancelled, group.total));
    let told = shop.told(placed.group).await;
    let (4, OrderEvent::Cancelled(last)) = &told[3] else { panic!("{told:?}") };
    assert_eq!((told.len(), last.whole, last.orders.len()), (4, true, 1));
}

#[tokio::test]
async fn an_unpaid_group_is_cancelled_without_a_refund() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;

    let group = shop.orders.cancel(&shopper, placed.group, &[]).await.unwrap();

    assert_eq!((group.status, group.refund_total), (GroupStatus::Cancelled, inr(0)));
    let [_, (2, OrderEvent::Cancelled(event))] = &shop.told(placed.group).await[..] else { panic!() };
    assert_eq!((event.whole, event.paid, event.orders.len()), (true, false, 2));
    assert!(shop.acts().await.is_empty());
}

#[tokio::test]
async fn what_was_cancelled_before_the_payment_is_not_paid_but_refunded() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    let first = shop.orders.group(&shopper, placed.group).await.unwrap().orders[0].id;
    shop.orders.cancel(&shopper, placed.group, &[first]).await.unwrap();

    shop.pay(&placed).await;

    let group = shop.orders.group(&shopper, placed.group).await.unwrap();
    assert_eq!((group.status, group.refund_total), (GroupStatus::Paid, inr(108_000)));
    assert_eq!(shop.told_names(placed.group).await, ["order.created", "order.cancelled", "order.paid"]);
    let (3, OrderEvent::Paid(event)) = &shop.told(placed.group).await[2] else { panic!() };
    assert_eq!(event.orders.iter().map(|part| part.order).collect::<Vec<_>>(), [group.orders[1].id]);
}

#[tokio::test]
async fn a_shipped_order_cannot_be_cancelled() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    shop.pay(&placed).await;
    let orders = shop.orders.group(&shopper, placed.group).await.unwrap().orders;
    shop.set_status(orders[0].id, "shipped").await;

    let problem = shop.orders.cancel(&shopper, placed.group, &[orders[0].id, orders[1].id]).await.unwrap_err();
    let rest = shop.orders.cancel(&shopper, placed.group, &[]).await.unwrap();

    assert_eq!((problem.status, problem.code.as_str()), (409, "too-late"));
    assert_eq!([rest.orders[0].status, rest.orders[1].status], [Status::Shipped, Status::Cancelled]);
    assert_eq!(rest.status, GroupStatus::Paid);
}

#[tokio::test]
async fn only_the_buyer_can_cancel() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    let viewer = user();
    let access = shop.orders.group(&shopper, placed.group).await.unwrap().access;
    shop.orders.open(&viewer, placed.group, &access).await.unwrap();

    for caller in [viewer, shop.shopper(), user(), Caller::Nobody, Caller::System] {
        let problem = shop.orders.cancel(&caller, placed.group, &[]).await.unwrap_err();
        assert_eq!(problem.status, 404, "{caller:?}");
    }
    let problem = shop.orders.cancel(&shopper, placed.group, &[OrderId(Uuid::new_v4())]).await.unwrap_err();
    assert_eq!(problem.status, 404);
    assert_eq!(shop.told_names(placed.group).await, ["order.created"]);
}

#[tokio::test]
async fn cancelling_twice_at_once_is_told_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    shop.pay(&placed).await;

    let cancel = || shop.orders.cancel(&shopper, placed.group, &[]);
    let (a, b, c, d) = tokio::join!(cancel(), cancel(), cancel(), cancel());

    for answer in [a, b, c, d] {
        assert_eq!(answer.unwrap().status, GroupStatus::Cancelled);
    }
    assert_eq!(shop.told_names(placed.group).await, ["order.created", "order.paid", "order.cancelled"]);
}
