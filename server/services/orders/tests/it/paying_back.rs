//! The market pays something back that does not come back.

use crate::{
    market::{BOWL, POTTER, VASE},
    shop::{Shop, admin, inr, member, parcel, quantities, user},
};
use contracts::{
    Caller,
    events::OrderEvent,
    ids::LineId,
    orders::{
        AskReturn, GroupStatus, ReturnStatus, Status,
        sold::{Accept, Order, PayBack},
    },
};

fn lost(lines: &[(LineId, u32)]) -> PayBack {
    PayBack { lines: quantities(lines), reason: "The parcel was lost.".to_owned() }
}

/// Two vases and a bowl have left.
async fn sent(shop: &Shop) -> (Caller, Order) {
    let (shopper, _, order) = shop.sell(&[(VASE, 2), (BOWL, 1)]).await;
    shop.orders.ship(&member(POTTER), order.id, &parcel(&[])).await.unwrap();
    (shopper, order)
}

#[tokio::test]
async fn what_was_lost_is_paid_back_once_for_each_key() {
    let shop = Shop::open().await;
    let (shopper, order) = sent(&shop).await;
    let (admin, vases) = (admin(), order.lines[0].id);
    let request = lost(&[(vases, 1)]);

    shop.orders.pay_back(&admin, order.id, "a", &request).await.unwrap();
    let again = shop.orders.pay_back(&admin, order.id, "a", &request).await.unwrap().order;
    let other = shop.orders.pay_back(&admin, order.id, "a", &lost(&[(vases, 2)])).await.unwrap_err();
    let too_many = shop.orders.pay_back(&admin, order.id, "b", &lost(&[(vases, 2)])).await.unwrap_err();
    let none = shop.orders.pay_back(&admin, order.id, "b", &lost(&[])).await.unwrap_err();

    assert_eq!((again.status, again.refunded, again.lines[0].returned), (Status::Shipped, inr(100_000), 1));
    assert_eq!(
        [other.code.as_str(), &too_many.code, &none.errors[0].field],
        ["idempotency-key-reused", "quantity", "lines"]
    );
    let kept = again.returns.iter().map(|wish| (wish.status, wish.by_market, wish.kept, wish.reason.as_str()));
    assert_eq!(kept.collect::<Vec<_>>(), [(ReturnStatus::Accepted, true, true, "The parcel was lost.")]);
    let told = shop.told(order.group).await;
    let Some((4, OrderEvent::Returned(event))) = told.last() else { panic!("{told:?}") };
    assert_eq!((event.refund, event.lines[0].quantity, event.restock), (inr(100_000), 1, false));
    assert_eq!(shop.acts().await[1..], ["order.refund by admin"]);
    assert_eq!(shop.orders.group(&shopper, order.group).await.unwrap().refund_total, inr(100_000));
}

#[tokio::test]
async fn an_order_of_which_all_is_paid_back_ends_when_it_has_arrived() {
    let shop = Shop::open().await;
    let (shopper, order) = sent(&shop).await;
    let all = [(order.lines[0].id, 2), (order.lines[1].id, 1)];

    let paid_back = shop.orders.pay_back(&admin(), order.id, "a", &lost(&all)).await.unwrap().order;
    shop.bring(&order).await;

    assert_eq!((paid_back.status, paid_back.refunded), (Status::Shipped, order.subtotal));
    let group = shop.orders.group(&shopper, order.group).await.unwrap();
    assert_eq!((group.status, group.orders[0].status), (GroupStatus::Completed, Status::Returned));
    assert!(!group.orders[0].can_return);
}

#[tokio::test]
async fn nothing_is_given_back_and_paid_back_besides() {
    let shop = Shop::open().await;
    let (shopper, order) = sent(&shop).await;
    shop.bring(&order).await;
    let (admin, vases, bowl) = (admin(), order.lines[0].id, order.lines[1].id);
    let ask = async |lines: &[(LineId, u32)]| {
        let wish = AskReturn { order: order.id, lines: quantities(lines), reason: "It is chipped.".to_owned() };
        shop.orders.ask_return(&shopper, order.group, &wish).await
    };

    let wish = ask(&[(vases, 1)]).await.unwrap().orders[0].returns[0].id;
    let asked = shop.orders.pay_back(&admin, order.id, "a", &lost(&[(vases, 2)])).await.unwrap_err();
    shop.orders.pay_back(&admin, order.id, "a", &lost(&[(vases, 1), (bowl, 1)])).await.unwrap();
    let paid_back = ask(&[(bowl, 1)]).await.unwrap_err();
    let taken = shop.orders.accept_return(&member(POTTER), wish, &Accept { restock: true }).await.unwrap();
    let again = shop.orders.pay_back(&admin, order.id, "b", &lost(&[(vases, 1)])).await.unwrap_err();

    assert_eq!([asked.code, paid_back.code, again.code], ["quantity"; 3]);
    assert_eq!((taken.status, taken.refunded), (Status::Returned, order.subtotal));
}

#[tokio::test]
async fn nobody_but_an_admin_pays_back_and_nothing_that_has_not_left() {
    let shop = Shop::open().await;
    let (shopper, _, order) = shop.sell(&[(VASE, 1)]).await;
    let request = lost(&[(order.lines[0].id, 1)]);

    for stranger in [member(POTTER), shopper, user(), Caller::Nobody, Caller::System] {
        let problem = shop.orders.pay_back(&stranger, order.id, "a", &request).await.unwrap_err();
        assert_eq!(problem.status, 404, "{stranger:?}");
    }
    let problem = shop.orders.pay_back(&admin(), order.id, "a", &request).await.unwrap_err();

    assert_eq!(problem.code, "quantity");
}
