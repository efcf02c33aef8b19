//! From the cart to an order.

use crate::{
    market::{BOWL, POTTER, SHAWL, VASE},
    shop::{Shop, facts, inr, order, user},
};
use contracts::{
    Caller,
    cart::Snag,
    events::OrderEvent,
    orders::{CartChanged, GroupStatus, PlaceOrder, Status},
};
use std::collections::BTreeMap;

#[tokio::test]
async fn placing_an_order_fixes_prices_holds_stock_and_tells_it() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 1), (SHAWL, 2), (BOWL, 3)]);
    let delivery = BTreeMap::from([(POTTER, "express".to_owned())]);

    let placed = shop.send(&shopper, "key", &PlaceOrder { delivery, ..order(678_000) }).await.unwrap();

    let group = shop.orders.group(&shopper, placed.group).await.unwrap();
    assert_eq!((group.status, group.total, &group.number), (GroupStatus::Pending, inr(678_000), &placed.number));
    assert_eq!((group.items_total, group.delivery_total, group.refund_total), (inr(660_000), inr(18_000), inr(0)));
    let [pots, cloth] = &group.orders[..] else { panic!("{group:?}") };
    assert_eq!(
        (pots.number.clone(), cloth.number.clone()),
        (format!("{}-1", placed.number), format!("{}-2", placed.number))
    );
    assert_eq!((pots.subtotal, pots.delivery.cost, pots.total), (inr(160_000), inr(18_000), inr(178_000)));
    let lines: Vec<_> = pots.lines.iter().map(|line| (line.title.as_str(), line.quantity, line.total)).collect();
    assert_eq!(lines, [("Blue vase", 1, inr(100_000)), ("Small bowl", 3, inr(60_000))]);
    assert_eq!(cloth.history.iter().map(|step| step.status).collect::<Vec<_>>(), [Status::Created]);
    assert!(pots.can_cancel && cloth.can_cancel);

    let [(1, OrderEvent::Created(created))] = &shop.told(placed.group).await[..] else { panic!() };
    assert_eq!((created.buyer, created.total, created.units), (shopper.subject().unwrap(), placed.total, 6));
    assert_eq!(created.hold_expires_at, placed.hold_expires_at);
    assert_eq!(created.orders.iter().map(|part| part.total).collect::<Vec<_>>(), [pots.total, cloth.total]);
    assert_eq!(shop.market.goods().held[&placed.group].len(), 3);
}

#[tokio::test]
async fn another_total_than_seen_is_refused_with_the_new_one_and_the_key_stays_free() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shop.market.goods().ware(VASE).price_minor = 110_000;

    let problem = shop.send(&shopper, "key", &order(358_000)).await.unwrap_err();

    assert_eq!((problem.status, problem.code.as_str()), (409, "cart-changed"));
    let changed: CartChanged = facts(&problem);
    assert_eq!((changed.expected, changed.checkout.total), (inr(358_000), inr(368_000)));
    assert!(shop.market.goods().held.is_empty());
    assert_eq!((shop.count("groups").await, shop.count("idempotency").await), (0, 0));

    let placed = shop.send(&shopper, "key", &order(changed.checkout.total.minor)).await.unwrap();
    assert_eq!(placed.total, inr(368_000));
}

#[tokio::test]
async fn what_is_sold_out_is_named_and_nothing_is_held() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 2), (SHAWL, 1), (BOWL, 1)]);
    shop.market.goods().ware(VASE).on_hand = 1;
    shop.market.goods().ware(SHAWL).on_hand = 0;

    let problem = shop.send(&shopper, "key", &order(1)).await.unwrap_err();

    assert_eq!((problem.status, problem.code.as_str()), (409, "cart-changed"));
    let snags = facts::<CartChanged>(&problem).checkout.snags;
    assert_eq!(snags, [(VASE, Snag::Short { available: 1 }), (SHAWL, Snag::SoldOut)]);
    assert!(shop.market.goods().held.is_empty());
    assert_eq!((shop.count("groups").await, shop.count("idempotency").await), (0, 0));
}

#[tokio::test]
async fn only_somebody_with_a_cart_can_place_an_order() {
    let shop = Shop::open().await;

    for (caller, status) in [(Caller::Nobody, 401), (Caller::System, 401), (user(), 409)] {
        let problem = shop.send(&caller, "key", &order(1)).await.unwrap_err();
        assert_eq!(problem.status, status, "{caller:?}");
    }
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let mut request = order(358_000);
    request.email = "meera".to_owned();
    request.postal.city = "Ko\0chi".to_owned();
    request.postal.postal_code = "12".to_owned();
    request.postal.phone = " ".repeat(5000) + "9847012345" + &"-".repeat(5000);
    request.delivery = BTreeMap::from([(POTTER, "by drone".to_owned())]);

    let problem = shop.send(&shopper, "key", &request).await.unwrap_err();

    let mut fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(problem.status, 422);
    assert_eq!(fields, ["city", "delivery", "email", "phone", "postal_code"]);
    assert_eq!(shop.count("idempotency").await, 0);
}

#[tokio::test]
async fn hostile_text_is_kept_as_it_is() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let mut request = order(358_000);
    request.postal.name = "Robert'); drop table orders.groups; --".to_owned();
    request.postal.line1 = "<script>alert(\"1\")</script> {{7*7}} $1 \\u0000 %00".to_owned();
    request.postal.line2 = "שלום \u{202e}नमस्ते 🏺".to_owned();

    let placed = shop.send(&shopper, "key", &request).await.unwrap();

    assert_eq!(shop.orders.group(&shopper, placed.group).await.unwrap().postal, request.postal);
}

#[tokio::test]
async fn a_buyer_cannot_hold_the_stock_of_more_than_five_unpaid_orders() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let mut placed = Vec::new();
    for _ in 0..5 {
        placed.push(shop.place(&shopper).await);
    }

    let problem = shop.send(&shopper, "sixth", &order(358_000)).await.unwrap_err();

    assert_eq!((problem.status, problem.code.as_str()), (429, "too-many-orders"));
    shop.pay(&placed[0]).await;
    shop.send(&shopper, "sixth", &order(358_000)).await.unwrap();
    assert_eq!(shop.market.goods().held.len(), 6);
}
