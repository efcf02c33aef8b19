//! The shop in several processes: the same stories, the gates between them, and what is left when one of them is away.

mod collector;
mod gates;
mod grpc;
mod missing;
mod processes;

use crate::{
    market::{ASKS, NO_FUNDS},
    shop::Shop,
};
use contracts::{
    Caller,
    orders::{GroupStatus, Status},
    payments::{Confirmation, Status as Paid},
};
use levomart::roles::Role::{
    self, Analytics, Audit, Cart, Catalog, Identity, Notifications, Orders, Payments, Shipping,
};
use uuid::Uuid;

/// Every slice in a process of its own; the storefront stays with the test.
pub const EACH_ALONE: &[&[Role]] =
    &[&[Identity], &[Catalog], &[Cart], &[Orders], &[Payments], &[Notifications], &[Shipping], &[Audit], &[Analytics]];

/// Some together: a slice that is asked from its own process and from another one.
const IN_PAIRS: &[&[Role]] =
    &[&[Identity, Notifications], &[Catalog, Orders, Analytics], &[Cart, Payments], &[Shipping, Audit]];

/// What a buyer saw and what the shop has kept, without ids and times.
#[derive(Debug, PartialEq)]
struct Story {
    totals: [i64; 2],
    declined: Option<String>,
    paid: Paid,
    refused: Vec<(u16, String)>,
    again_is_the_same: bool,
    group: GroupStatus,
    orders: Vec<Status>,
    refunded: i64,
    stock: [(i32, i32); 3],
    left_in_cart: u32,
    mails: Vec<String>,
    listed: usize,
}

/// Somebody with an account buys from three sellers, is refused what has to be refused, and cancels a part.
async fn buy(shop: &Shop) -> Story {
    let market = &shop.market;
    let vase = market.offer(market.seller("Khurja Clay House").await, "Blue vase", 120_000, 10).await;
    let shawl = market.offer(market.seller("Neelam Khadi").await, "Wool shawl", 250_000, 10).await;
    let lamp = market.offer(market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (guest, user, key) = (shop.guest(), shop.user().await, Uuid::new_v4().to_string());
    let ask = &shop.clients;

    shop.add(&guest, &vase, 1).await;
    shop.add(&user, &shawl, 2).await;
    shop.add(&user, &lamp, 3).await;
    let Caller::Guest { id } = guest else { unreachable!() };
    ask.cart.merge(&user, id).await.unwrap();
    let wrong = shop.try_to_place(&user, &key, 1).await.unwrap_err();
    let checkout = ask.orders.checkout(&user, &Default::default()).await.unwrap();
    let placed = shop.try_to_place(&user, &key, checkout.total.minor).await.unwrap();
    let again = shop.try_to_place(&user, &key, checkout.total.minor).await.unwrap();
    let stranger = ask.orders.group(&shop.guest(), placed.group).await.unwrap_err();
    let nobody = ask.orders.list(&Caller::Nobody, None).await.unwrap_err();

    let declined = shop.pay(&user, placed.group, NO_FUNDS).await.declined;
    let asking = shop.pay(&user, placed.group, ASKS).await;
    let paid = ask.payments.confirm(&user, asking.id, Confirmation::Approve).await.unwrap();
    shop.settle().await;
    let group = shop.group(placed.group).await;
    let shawls = group.orders.iter().find(|order| order.lines[0].offer == shawl.id).unwrap();
    shop.cancel(&user, placed.group, &[shawls.id]).await;
    shop.settle_and_audit().await;

    let group = shop.group(placed.group).await;
    let mut orders: Vec<Status> = group.orders.iter().map(|order| order.status).collect();
    orders.sort_by_key(|status| format!("{status:?}"));
    Story {
        totals: [placed.total.minor, group.refund_total.minor],
        declined,
        paid: paid.status,
        refused: [wrong, stranger, nobody].map(|problem| (problem.status, problem.code)).to_vec(),
        again_is_the_same: again == placed,
        group: group.status,
        orders,
        refunded: shop.money(placed.group).await.refunded.minor,
        stock: [market.stock(&vase).await, market.stock(&shawl).await, market.stock(&lamp).await],
        left_in_cart: shop.cart(&user).await.count,
        mails: shop.mails(placed.group).await,
        listed: ask.orders.list(&user, None).await.unwrap().items.len(),
    }
}

#[tokio::test]
async fn the_same_story_ends_the_same_wherever_the_slices_are() {
    let together = buy(&Shop::open().await).await;

    assert_eq!((together.paid, together.group, together.listed), (Paid::Succeeded, GroupStatus::Paid, 1));
    assert_eq!(together.mails, ["order-received", "order-paid", "order-cancelled"]);
    for groups in [EACH_ALONE, IN_PAIRS] {
        assert_eq!(buy(&Shop::open_apart(groups).await).await, together, "{groups:?}");
    }
}

#[tokio::test]
async fn a_visitor_buys_with_forms_from_slices_that_are_apart() {
    let shop = Shop::open_apart(EACH_ALONE).await;

    crate::visiting::buys_with_nothing_but_links_and_forms(&shop).await;
}

#[tokio::test]
async fn a_callback_of_the_gateway_finds_its_way_to_payments() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let forged = r#"{"id":"x","reference":"y","status":"succeeded","amount_minor":1,"currency":"INR"}"#;
    let send = async |shop: &Shop| {
        let request = axum::http::Request::post("/webhooks/simulated")
            .header("content-type", "application/json")
            .header("levomart-simulator-signature", "t=1,v1=00")
            // Whoever calls from outside brings no pass that counts, and no deadline.
            .header("levomart-pass", "payments.99999999999.system.00")
            .header("levomart-deadline-ms", "0");
        shop.browser().send(request.body(forged.to_owned()).unwrap()).await.unwrap()
    };

    let heard = send(&shop).await;
    shop.process(Payments).stop().await;
    let lost = send(&shop).await;

    assert_eq!((heard.status, heard.header("content-type")), (400, "application/problem+json"), "{}", heard.body);
    assert_eq!(lost.status, 503, "the gateway calls again");
}
