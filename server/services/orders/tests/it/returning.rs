//! The buyer gives something back.

use crate::{
    market::{BOWL, POTTER, VASE, WEAVER},
    shop::{Shop, admin, inr, member, parcel, quantities, user},
};
use contracts::{
    Caller, Problem,
    events::OrderEvent,
    ids::{GroupId, LineId},
    orders::{
        AskReturn, Group, GroupStatus, ReturnStatus, Status,
        sold::{Accept, AcceptAny, Find, Order, Refuse, Tab},
    },
};

/// Two vases and a bowl have arrived.
async fn arrived(shop: &Shop) -> (Caller, GroupId, Order) {
    let (shopper, group, order) = shop.sell(&[(VASE, 2), (BOWL, 1)]).await;
    shop.orders.ship(&member(POTTER), order.id, &parcel(&[])).await.unwrap();
    shop.bring(&order).await;
    (shopper, group, order)
}

async fn ask(shop: &Shop, shopper: &Caller, order: &Order, lines: &[(LineId, u32)]) -> Result<Group, Problem> {
    let reason = "It is chipped.".to_owned();
    let wish = AskReturn { order: order.id, lines: quantities(lines), reason };
    shop.orders.ask_return(shopper, order.group, &wish).await
}

#[tokio::test]
async fn what_is_taken_back_is_paid_back_and_all_of_it_ends_the_order() {
    let shop = Shop::open().await;
    let (shopper, group, order) = arrived(&shop).await;
    let (potter, vases) = (member(POTTER), order.lines[0].id);

    let asked = ask(&shop, &shopper, &order, &[(vases, 1)]).await.unwrap();
    let first = asked.orders[0].returns[0].id;
    let part = shop.orders.accept_return(&potter, first, &Accept { restock: true }).await.unwrap();
    let rest = ask(&shop, &shopper, &order, &[]).await.unwrap().orders[0].returns[1].id;
    let whole = shop.orders.accept_return(&potter, rest, &Accept { restock: false }).await.unwrap();

    assert_eq!((part.status, part.refunded), (Status::Delivered, inr(100_000)));
    assert_eq!((whole.status, whole.refunded, whole.subtotal), (Status::Returned, order.subtotal, order.subtotal));
    let seen = shop.orders.group(&shopper, group).await.unwrap();
    assert_eq!((seen.status, seen.refund_total), (GroupStatus::Completed, order.subtotal));
    assert!(!seen.orders[0].can_return);
    let told = shop.told(group).await;
    let returned = told.iter().filter_map(|(_, event)| match event {
        OrderEvent::Returned(event) => Some((event.refund.minor, event.lines.len(), event.restock)),
        _ => None,
    });
    assert_eq!(returned.collect::<Vec<_>>(), [(100_000, 1, true), (120_000, 2, false)]);
    let again = shop.orders.accept_return(&potter, rest, &Accept { restock: false }).await.unwrap_err();
    assert_eq!(again.code, "return-answered");
    let accepted = ["asked", "accepted"].map(serde_json::Value::from);
    assert_eq!(shop.act_steps().await[1..], [accepted.clone(), accepted]);
}

#[tokio::test]
async fn a_guest_gives_something_back_by_the_link_of_a_mail_and_a_user_does_not() {
    let shop = Shop::open().await;
    let (guest, group, order) = arrived(&shop).await;
    let access = shop.orders.group(&guest, group).await.unwrap().access;
    let laptop = shop.shopper_with(&[]);
    shop.orders.open(&laptop, group, &access).await.unwrap();

    let seen = shop.orders.group(&laptop, group).await.unwrap();
    let asked = ask(&shop, &laptop, &order, &[(order.lines[0].id, 1)]).await.unwrap();
    shop.orders.adopt(&user(), guest.subject().unwrap()).await.unwrap();
    let refused = ask(&shop, &laptop, &order, &[]).await.unwrap_err();

    assert!(seen.orders[0].can_return && !seen.orders[0].can_cancel);
    assert_eq!(asked.orders[0].returns.len(), 1);
    assert_eq!(refused.status, 404);
    assert!(!shop.orders.group(&laptop, group).await.unwrap().orders[0].can_return);
}

#[tokio::test]
async fn a_refused_return_gives_nothing_back_and_cannot_be_asked_for_again() {
    let shop = Shop::open().await;
    let (shopper, group, order) = arrived(&shop).await;
    let (potter, bowl) = (member(POTTER), order.lines[1].id);
    let wish = ask(&shop, &shopper, &order, &[(bowl, 1)]).await.unwrap().orders[0].returns[0].id;
    let waiting = shop.orders.sold(&potter, &Find { tab: Tab::Returns, ..Find::default() }).await.unwrap();

    let refusal = Refuse { reason: "It was used.".to_owned() };
    let refused = shop.orders.refuse_return(&potter, wish, &refusal).await.unwrap();
    let again = ask(&shop, &shopper, &order, &[(bowl, 1)]).await.unwrap_err();

    assert!(waiting.orders.items[0].return_asked && waiting.counts.returns == 1);
    assert_eq!((refused.status, refused.refunded), (Status::Delivered, inr(0)));
    let seen = &shop.orders.group(&shopper, group).await.unwrap().orders[0];
    assert_eq!((seen.returns[0].status, seen.returns[0].answer.as_str()), (ReturnStatus::Refused, "It was used."));
    assert_eq!(again.code, "quantity");
    assert_eq!(shop.told_names(group).await[4..], ["return.asked", "return.refused"]);
    assert_eq!(shop.acts().await, ["order.ship by seller", "return.refuse by seller"]);
}

#[tokio::test]
async fn a_withdrawn_return_is_answered_by_nobody_and_can_be_asked_for_again() {
    let shop = Shop::open().await;
    let (shopper, group, order) = arrived(&shop).await;
    let wish = ask(&shop, &shopper, &order, &[]).await.unwrap().orders[0].returns[0].id;

    shop.orders.withdraw_return(&shopper, group, wish).await.unwrap();
    let accepted = shop.orders.accept_return(&member(POTTER), wish, &Accept { restock: true }).await;

    assert_eq!(accepted.unwrap_err().code, "return-answered");
    assert!(ask(&shop, &shopper, &order, &[]).await.is_ok());
}

#[tokio::test]
async fn nothing_is_given_back_too_early_too_late_or_by_strangers() {
    let shop = Shop::open().await;
    let (early, _, not_sent) = shop.sell(&[(VASE, 1)]).await;
    let (shopper, group, order) = arrived(&shop).await;

    let too_early = ask(&shop, &early, &not_sent, &[]).await.unwrap_err();
    let strange = ask(&shop, &user(), &order, &[]).await.unwrap_err();
    let wish = ask(&shop, &shopper, &order, &[(order.lines[1].id, 1)]).await.unwrap().orders[0].returns[0].id;
    let foreign = shop.orders.accept_return(&member(WEAVER), wish, &Accept { restock: true }).await.unwrap_err();
    shop.execute("update orders.orders set delivered_at = now() - interval '31 days' where id = $1", order.id).await;
    let too_late = ask(&shop, &shopper, &order, &[]).await.unwrap_err();

    assert_eq!([too_early.code.as_str(), too_late.code.as_str()], ["not-returnable"; 2]);
    assert_eq!([strange.status, foreign.status], [404, 404]);
    assert_eq!(shop.orders.group(&shopper, group).await.unwrap().refund_total, inr(0));
}

#[tokio::test]
async fn the_market_answers_in_the_shops_place_and_says_why() {
    let shop = Shop::open().await;
    let (shopper, _, order) = arrived(&shop).await;
    let (admin, vases) = (admin(), order.lines[0].id);
    ask(&shop, &shopper, &order, &[(vases, 1)]).await.unwrap();
    let wishes = ask(&shop, &shopper, &order, &[(vases, 1)]).await.unwrap().orders.remove(0).returns;
    let (first, second) = (wishes[0].id, wishes[1].id);
    let accept = AcceptAny { restock: false, reason: "The shop does not answer.".to_owned() };
    let refuse = Refuse { reason: "It was used.".to_owned() };

    for stranger in [member(POTTER), shopper, user(), Caller::Nobody, Caller::System] {
        let accepted = shop.orders.accept_any(&stranger, first, &accept).await.unwrap_err();
        let refused = shop.orders.refuse_any(&stranger, first, &refuse).await.unwrap_err();
        assert_eq!([accepted.status, refused.status], [404; 2], "{stranger:?}");
    }
    let silent = AcceptAny { reason: String::new(), ..accept.clone() };
    let silent = shop.orders.accept_any(&admin, first, &silent).await.unwrap_err();
    let accepted = shop.orders.accept_any(&admin, first, &accept).await.unwrap().order;
    let refused = shop.orders.refuse_any(&admin, second, &refuse).await.unwrap().order;
    let again = shop.orders.accept_return(&member(POTTER), first, &Accept { restock: true }).await.unwrap_err();

    assert_eq!(silent.errors[0].field, "reason");
    assert_eq!((accepted.status, accepted.refunded), (Status::Delivered, inr(100_000)));
    let answers = refused.returns.iter().map(|wish| (wish.status, wish.by_market, wish.answer.as_str()));
    let expected =
        [(ReturnStatus::Accepted, true, "The shop does not answer."), (ReturnStatus::Refused, true, "It was used.")];
    assert_eq!(answers.collect::<Vec<_>>(), expected);
    assert_eq!((again.code.as_str(), refused.refunded), ("return-answered", inr(100_000)));
    assert_eq!(shop.acts().await[1..], ["return.accept by admin", "return.refuse by admin"]);
}
