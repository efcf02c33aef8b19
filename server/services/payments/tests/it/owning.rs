use crate::shop::{CONFIRMS, GOOD, Order, Shop, access, card, guest, path};
use contracts::{
    Caller, Kind, Role,
    ids::UserId,
    payments::{Payment, Status},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// How each route answers somebody.
async fn answers(shop: &Shop, order: &Order, caller: &Caller) -> Vec<Option<Kind>> {
    let api = shop.api();
    let post = async |rest: &str, body: Value| api.post::<Payment>(caller, &path(order, rest), &body).await.err();
    let answers = [
        api.get::<Payment>(caller, &path(order, "")).await.err(),
        post("/pay", json!(card(GOOD))).await,
        post("/confirm", json!({ "answer": "approve" })).await,
        post("/settle", json!(null)).await,
    ];
    answers.into_iter().map(|problem| problem.map(|problem| problem.kind)).collect()
}

#[tokio::test]
async fn somebody_elses_payment_does_not_exist() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, CONFIRMS).await.unwrap();
    let user = |role| Caller::User { id: UserId(Uuid::new_v4()), role };

    for stranger in [guest(), Caller::Nobody, user(Role::User), user(Role::Seller), user(Role::Admin)] {
        assert_eq!(answers(&shop, &order, &stranger).await, [Some(Kind::NotFound); 4], "{stranger:?}");
    }
    assert_eq!(shop.payment(&order).await.status, Status::Processing);
}

#[tokio::test]
async fn a_payment_that_does_not_exist_is_not_found_by_anybody() {
    let shop = Shop::open().await;
    let order = Shop::new_order(&[100_000]);

    assert_eq!(answers(&shop, &order, &order.buyer).await, [Some(Kind::NotFound); 4]);
    let nonsense = shop.api().get::<Payment>(&order.buyer, "/api/payments/nonsense").await;
    assert_eq!(nonsense.unwrap_err().kind, Kind::NotFound);
}

#[tokio::test]
async fn levomart_itself_may_look_but_not_pay() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;

    let answers = answers(&shop, &order, &Caller::System).await;

    assert_eq!(answers, [None, Some(Kind::NotFound), Some(Kind::NotFound), None]);
}

#[tokio::test]
async fn the_signed_link_opens_the_payment_for_good() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    let friend = Order { buyer: guest(), ..order.clone() };
    let open = json!({ "access": access(&order) });

    for _ in 0..2 {
        shop.api().post::<()>(&friend.buyer, &path(&order, "/open"), &open).await.unwrap();
    }

    assert_eq!(shop.pay(&friend, GOOD).await.unwrap().status, Status::Succeeded);
    assert_eq!(shop.payment(&friend).await, shop.payment(&order).await);
}

#[tokio::test]
async fn a_link_that_was_made_up_opens_nothing() {
    let shop = Shop::open().await;
    let (order, other) = (shop.order(&[100_000]).await, shop.order(&[100_000]).await);
    let friend = Order { buyer: guest(), ..order.clone() };
    let unknown = Shop::new_order(&[100_000]);
    let open = async |caller: &Caller, of: &Order, token: &str| {
        let answer = shop.api().post::<()>(caller, &path(of, "/open"), &json!({ "access": token })).await;
        answer.err().map(|problem| problem.kind)
    };

    assert_eq!(open(&friend.buyer, &order, &access(&other)).await, Some(Kind::NotFound));
    assert_eq!(open(&friend.buyer, &order, "").await, Some(Kind::NotFound));
    assert_eq!(open(&Caller::Nobody, &order, &access(&order)).await, Some(Kind::NotFound));
    assert_eq!(open(&friend.buyer, &unknown, &access(&unknown)).await, Some(Kind::NotFound));
    assert_eq!(answers(&shop, &order, &friend.buyer).await, [Some(Kind::NotFound); 4]);
}
