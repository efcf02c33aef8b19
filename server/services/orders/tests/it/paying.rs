//! The money comes in, or the time runs out.

use crate::shop::{Shop, inr, paid};
use contracts::{
    Kind, Problem,
    events::{CancelReason, OrderEvent},
    orders::{GroupStatus, Placed, Status},
};
use events::Envelope;
use serde_json::Value;
use web::Upstream;

#[tokio::test]
async fn a_payment_that_is_told_three_times_pays_once() {
    let shop = Shop::open().await;
    let placed = shop.place(&shop.shopper()).await;
    let envelope = paid(&placed);

    shop.say(&envelope).await;
    shop.say(&envelope).await;
    shop.say(&paid(&placed)).await;
    shop.listen().await;

    assert_eq!(shop.told_names(placed.group).await, ["order.created", "order.paid"]);
    assert_eq!(shop.status(placed.group).await, GroupStatus::Paid);
}

#[tokio::test]
async fn a_payment_that_is_brought_pays_before_it_is_told_and_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    let envelope = paid(&placed);

    let brought = shop.orders.created(placed.group).await.unwrap();
    let other = shop.orders.hear(&brought).await;
    shop.orders.hear(&serde_json::to_value(&envelope).unwrap()).await.unwrap();
    let (status, held) = (shop.status(placed.group).await, shop.market.goods().held.contains_key(&placed.group));
    shop.say(&envelope).await;
    shop.listen().await;

    let OrderEvent::Created(created) = serde_json::from_value::<Envelope>(brought).unwrap().open().unwrap() else {
        panic!("another event than that of the order")
    };
    assert_eq!((created.group, created.total), (placed.group, placed.total));
    assert_eq!(other.unwrap_err().code, "malformed");
    assert_eq!((status, held), (GroupStatus::Paid, false));
    assert_eq!(shop.told_names(placed.group).await, ["order.created", "order.paid"]);
}

#[tokio::test]
async fn a_payment_that_is_brought_pays_while_the_stock_is_away() {
    let shop = Shop::open().await;
    let placed = shop.place(&shop.shopper()).await;
    shop.market.goods().is_away = true;

    shop.orders.hear(&serde_json::to_value(paid(&placed)).unwrap()).await.unwrap();

    assert_eq!(shop.status(placed.group).await, GroupStatus::Paid);
    assert!(shop.market.goods().held.contains_key(&placed.group), "it is sold once catalog hears of it");
}

#[tokio::test]
async fn nobody_from_outside_says_that_an_order_is_paid() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;
    let api = Upstream::Local(shop.service.router.clone());

    let asked = api.get::<Value>(&shopper, &format!("/api/orders/{}/created", placed.group)).await;
    let said: Result<(), Problem> = api.post(&shopper, "/api/orders/paid", &paid(&placed)).await;

    assert_eq!((asked.unwrap_err().kind, said.unwrap_err().kind), (Kind::NotFound, Kind::NotFound));
    assert_eq!(shop.status(placed.group).await, GroupStatus::Pending);
}

#[tokio::test]
async fn a_paid_group_tells_what_every_seller_has_to_send() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;

    shop.pay(&placed).await;

    let group = shop.orders.group(&shopper, placed.group).await.unwrap();
    for order in &group.orders {
        let steps: Vec<_> = order.history.iter().map(|step| step.status).collect();
        assert_eq!(steps, [Status::Created, Status::Paid]);
    }
    let [_, (2, OrderEvent::Paid(event))] = &shop.told(placed.group).await[..] else { panic!() };
    assert_eq!(event.orders.iter().map(|part| part.total).collect::<Vec<_>>(), [inr(108_000), inr(250_000)]);
    assert_eq!((event.buyer, &event.number), (shopper.subject().unwrap(), &placed.number));
}

#[tokio::test]
async fn another_amount_than_the_total_pays_nothing_and_is_parked() {
    let shop = Shop::open().await;
    let placed = shop.place(&shop.shopper()).await;

    shop.pay(&Placed { total: inr(1), ..placed.clone() }).await;

    assert_eq!(shop.status(placed.group).await, GroupStatus::Pending);
    assert_eq!(shop.told_names(placed.group).await, ["order.created"]);
    let parked = events::list_parked(&shop.bus, 10).await.unwrap();
    assert_eq!(parked.len(), 1);
}

#[tokio::test]
async fn an_unpaid_group_expires_after_its_hold_and_a_grace() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let (early, late) = (shop.place(&shopper).await, shop.place(&shopper).await);
    shop.let_hold_end(early.group, 29.0).await;
    shop.let_hold_end(late.group, 31.0).await;

    shop.sweep_unpaid().await;
    shop.sweep_unpaid().await;

    assert_eq!(shop.status(early.group).await, GroupStatus::Pending);
    let group = shop.orders.group(&shopper, late.group).await.unwrap();
    assert_eq!((group.status, group.refund_total), (GroupStatus::Expired, inr(0)));
    let last = group.orders[0].history.last().unwrap();
    assert_eq!((last.status, last.note.as_str()), (Status::Cancelled, "The payment did not come in time"));
    assert_eq!(shop.told_names(late.group).await, ["order.created", "order.cancelled"]);
    let [_, (_, OrderEvent::Cancelled(event))] = &shop.told(late.group).await[..] else { panic!() };
    assert_eq!((event.whole, event.paid, event.reason, event.orders.len()), (true, false, CancelReason::Unpaid, 2));
}

#[tokio::test]
async fn what_has_piled_up_expires_in_one_round() {
    let shop = Shop::open().await;
    for _ in 0..101 {
        let placed = shop.place(&shop.shopper()).await;
        shop.let_hold_end(placed.group, 60.0).await;
    }

    shop.sweep_unpaid().await;

    let left = sqlx::query_scalar::<_, i64>("select count(*) from orders.groups where status = 'pending'");
    assert_eq!(left.fetch_one(&shop.database.pool).await.unwrap(), 0);
}

#[tokio::test]
async fn money_that_comes_after_the_expiry_changes_nothing() {
    let shop = Shop::open().await;
    let placed = shop.place(&shop.shopper()).await;
    shop.let_hold_end(placed.group, 60.0).await;
    shop.sweep_unpaid().await;

    shop.pay(&placed).await;

    assert_eq!(shop.status(placed.group).await, GroupStatus::Expired);
    assert_eq!(shop.told_names(placed.group).await, ["order.created", "order.cancelled"]);
}

#[tokio::test]
async fn a_paid_group_does_not_expire() {
    let shop = Shop::open().await;
    let placed = shop.place(&shop.shopper()).await;
    shop.pay(&placed).await;
    shop.let_hold_end(placed.group, 60.0).await;

    shop.sweep_unpaid().await;

    assert_eq!(shop.status(placed.group).await, GroupStatus::Paid);
    assert_eq!(shop.told_names(placed.group).await, ["order.created", "order.paid"]);
}

#[tokio::test]
async fn payment_and_expiry_never_both_win() {
    let shop = Shop::open().await;

    for round in 0..50 {
        let placed = shop.place(&shop.shopper()).await;
        shop.let_hold_end(placed.group, 60.0).await;
        shop.say(&paid(&placed)).await;
        let sweep = async {
            // The sweeper has the shorter way to the group: it starts a little later every round, so that both can win.
            for _ in 0..round % 25 {
                sqlx::query("select 1").execute(&shop.database.pool).await.unwrap();
            }
            shop.sweep_unpaid().await;
        };
        tokio::join!(shop.listen(), sweep);

        let told = shop.told_names(placed.group).await;
        match shop.status(placed.group).await {
            GroupStatus::Paid => assert_eq!(told, ["order.created", "order.paid"]),
            GroupStatus::Expired => assert_eq!(told, ["order.created", "order.cancelled"]),
            other => panic!("{other:?}"),
        }
    }
}
