use crate::market::{Shop, guest, id, user};
use contracts::{
    Caller, Kind,
    cart::{Add, MAX_LINES, MAX_QUANTITY},
    ids::OfferId,
};
use futures::future::join_all;
use uuid::Uuid;

#[tokio::test]
async fn adding_again_adds_up() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kettle, cup) = (shop.market.offer("Kettle", 10), shop.market.offer("Cup", 10));
    shop.add(&meera, kettle, 2).await;
    shop.add(&meera, cup, 1).await;

    let added = shop.add(&meera, kettle, 3).await;

    assert_eq!((added.title.as_str(), added.quantity, added.capped, added.count), ("Kettle", 5, false, 6));
    assert_eq!(shop.cart.count(&meera).await.unwrap(), 6);
    assert_eq!(shop.cart.contents(&meera).await.unwrap().lines, [(kettle, 5), (cup, 1)]);
}

#[tokio::test]
async fn many_at_once_lose_nothing() {
    let (shop, meera) = (Shop::new().await, user());
    let kettle = shop.market.offer("Kettle", 90);

    join_all((0..40).map(|_| shop.add(&meera, kettle, 2))).await;

    assert_eq!(shop.cart.count(&meera).await.unwrap(), 80);
}

#[tokio::test]
async fn stock_caps_what_can_be_added() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 3);
    shop.add(&meera, kettle, 2).await;

    let added = shop.add(&meera, kettle, 2).await;

    assert_eq!((added.quantity, added.capped, added.count), (3, true, 3));
}

#[tokio::test]
async fn no_line_grows_beyond_its_limit() {
    let (shop, meera) = (Shop::new().await, guest());
    let cup = shop.market.offer("Cup", 1_000);
    shop.add(&meera, cup, MAX_QUANTITY).await;

    let added = shop.add(&meera, cup, 1).await;

    assert_eq!((added.quantity, added.capped), (MAX_QUANTITY, true));
}

#[tokio::test]
async fn a_full_cart_takes_nothing_new_but_more_of_the_same() {
    let (shop, meera) = (Shop::new().await, guest());
    let offers: Vec<OfferId> = (0..=MAX_LINES).map(|n| shop.market.offer(&format!("Cup {n}"), 5)).collect();
    for offer in &offers[..MAX_LINES] {
        shop.add(&meera, *offer, 1).await;
    }

    let problem = shop.cart.add(&meera, &Add { offer: offers[MAX_LINES], quantity: 1 }).await.unwrap_err();

    assert_eq!((problem.kind, problem.code.as_str()), (Kind::Invalid, "cart-full"));
    assert_eq!(shop.add(&meera, offers[0], 1).await.quantity, 2);
}

#[tokio::test]
async fn what_cannot_be_bought_cannot_be_added() {
    let (shop, meera) = (Shop::new().await, guest());
    let (sold_out, hidden) = (shop.market.offer("Kettle", 0), shop.market.offer("Cup", 5));
    shop.market.change(hidden, |offer| offer.on_sale = false);

    let mut refused = Vec::new();
    for offer in [sold_out, hidden, OfferId(Uuid::now_v7())] {
        let problem = shop.cart.add(&meera, &Add { offer, quantity: 1 }).await.unwrap_err();
        refused.push((problem.status, problem.code));
    }

    let expected = [(422, "sold-out"), (422, "not-on-sale"), (404, "not-found")];
    assert_eq!(refused, expected.map(|(status, code)| (status, code.to_owned())));
    assert_eq!(shop.cart.count(&meera).await.unwrap(), 0);
}

#[tokio::test]
async fn quantities_that_make_no_sense_are_refused() {
    let (shop, meera) = (Shop::new().await, guest());
    let cup = shop.market.offer("Cup", 1_000);

    for quantity in [0, MAX_QUANTITY + 1, u32::MAX] {
        let problem = shop.cart.add(&meera, &Add { offer: cup, quantity }).await.unwrap_err();
        assert_eq!((problem.kind, problem.errors[0].field.as_str()), (Kind::Invalid, "quantity"));
    }
    shop.add(&meera, cup, 1).await;
    let problem = shop.cart.change(&meera, cup, MAX_QUANTITY + 1).await.unwrap_err();

    assert_eq!(problem.kind, Kind::Invalid);
}

#[tokio::test]
async fn a_changed_quantity_is_capped_and_the_cart_says_so_once() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 3);
    shop.market.change(kettle, |offer| offer.variant = "Steel".to_owned());
    shop.add(&meera, kettle, 1).await;

    shop.cart.change(&meera, kettle, 8).await.unwrap();

    let view = shop.view(&meera).await;
    assert_eq!((view.count, view.notices), (3, vec!["Only 3 left: Kettle (Steel).".to_owned()]));
    assert!(shop.view(&meera).await.notices.is_empty());
}

#[tokio::test]
async fn zero_removes_the_line_even_when_it_is_no_longer_sold() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kettle, cup) = (shop.market.offer("Kettle", 3), shop.market.offer("Cup", 3));
    shop.add(&meera, kettle, 1).await;
    shop.add(&meera, cup, 1).await;
    shop.market.remove(kettle);

    shop.cart.change(&meera, kettle, 0).await.unwrap();
    shop.cart.change(&meera, kettle, 0).await.unwrap();

    assert_eq!(shop.lines(&meera).await.0, [(cup, 1)]);
}

#[tokio::test]
async fn a_line_that_is_not_there_cannot_be_changed() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 3);

    let problem = shop.cart.change(&meera, kettle, 2).await.unwrap_err();

    assert_eq!(problem.kind, Kind::NotFound);
}

#[tokio::test]
async fn nobody_and_the_system_have_no_cart_to_change() {
    let shop = Shop::new().await;
    let kettle = shop.market.offer("Kettle", 3);

    for caller in [Caller::Nobody, Caller::System] {
        let problem = shop.cart.add(&caller, &Add { offer: kettle, quantity: 1 }).await.unwrap_err();
        assert_eq!((problem.kind, problem.code.as_str()), (Kind::Unauthenticated, "log-in"));
        assert_eq!(shop.cart.clear(&caller).await.unwrap_err().kind, Kind::Unauthenticated);
        assert_eq!(shop.cart.change(&caller, kettle, 0).await.unwrap_err().kind, Kind::Unauthenticated);
    }
}

#[tokio::test]
async fn a_cart_is_kept_for_thirty_days_after_its_last_change() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kettle, key) = (shop.market.offer("Kettle", 9), format!("levomart:cart:guest:{}", id(&meera)));
    shop.add(&meera, kettle, 1).await;
    let month = 30 * 24 * 3600;
    assert!((month - 60..=month).contains(&shop.ttl(&key).await));

    let () = redis::cmd("EXPIRE").arg(&key).arg(100).query_async(&mut shop.redis.clone()).await.unwrap();
    shop.cart.change(&meera, kettle, 2).await.unwrap();

    assert!((month - 60..=month).contains(&shop.ttl(&key).await));
}
