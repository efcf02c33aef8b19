use crate::market::{Shop, guest, id, user};
use contracts::{Caller, Kind, cart::MAX_LINES};
use futures::future::join_all;
use uuid::Uuid;

#[tokio::test]
async fn the_guests_cart_becomes_the_users() {
    let (shop, visitor, meera) = (Shop::new().await, guest(), user());
    let (kettle, cup, throw) =
        (shop.market.offer("Kettle", 9), shop.market.offer("Cup", 9), shop.market.offer("Throw", 9));
    shop.add(&meera, kettle, 1).await;
    shop.add(&visitor, kettle, 2).await;
    shop.add(&visitor, cup, 1).await;
    shop.add(&visitor, throw, 1).await;
    shop.cart.save(&visitor, throw).await.unwrap();

    shop.cart.merge(&meera, id(&visitor)).await.unwrap();

    assert_eq!(shop.lines(&meera).await, (vec![(kettle, 3), (cup, 1)], vec![(throw, 1)]));
    assert_eq!(shop.lines(&visitor).await, (vec![], vec![]));
    assert!(shop.view(&meera).await.notices.is_empty());
}

#[tokio::test]
async fn what_stock_does_not_allow_is_saved_and_said() {
    let (shop, visitor, meera) = (Shop::new().await, guest(), user());
    let (kettle, cup) = (shop.market.offer("Kettle", 5), shop.market.offer("Cup", 5));
    shop.add(&meera, kettle, 4).await;
    shop.add(&visitor, kettle, 4).await;
    shop.add(&visitor, cup, 2).await;
    shop.market.change(cup, |offer| offer.available = 0);

    shop.cart.merge(&meera, id(&visitor)).await.unwrap();

    let view = shop.view(&meera).await;
    let mut notices = view.notices;
    notices.sort();
    assert_eq!(notices, ["Only 5 left: Kettle. The rest is saved for later.", "Sold out: Cup. It is saved for later."]);
    let (cart, mut saved) = shop.lines(&meera).await;
    saved.sort();
    assert_eq!((cart, saved), (vec![(kettle, 5)], vec![(kettle, 3), (cup, 2)]));
    assert!(view.can_check_out);
}

#[tokio::test]
async fn a_merged_line_keeps_within_its_limit() {
    let (shop, visitor, meera) = (Shop::new().await, guest(), user());
    let cup = shop.market.offer("Cup", 500);
    shop.add(&meera, cup, 60).await;
    shop.add(&visitor, cup, 60).await;

    shop.cart.merge(&meera, id(&visitor)).await.unwrap();

    assert_eq!(shop.view(&meera).await.notices, ["At most 99 of one thing fit in a cart: Cup."]);
    assert_eq!(shop.lines(&meera).await, (vec![(cup, 99)], vec![]));
}

#[tokio::test]
async fn merging_at_once_and_again_merges_once() {
    let (shop, visitor, meera) = (Shop::new().await, guest(), user());
    let kettle = shop.market.offer("Kettle", 50);
    shop.add(&meera, kettle, 1).await;
    shop.add(&visitor, kettle, 2).await;

    let merges = join_all((0..10).map(|_| shop.cart.merge(&meera, id(&visitor)))).await;
    shop.cart.merge(&meera, id(&visitor)).await.unwrap();

    assert!(merges.iter().all(Result::is_ok));
    assert_eq!(shop.lines(&meera).await.0, [(kettle, 3)]);
}

#[tokio::test]
async fn an_empty_guest_changes_nothing() {
    let (shop, meera) = (Shop::new().await, user());
    let kettle = shop.market.offer("Kettle", 5);
    shop.add(&meera, kettle, 4).await;
    shop.market.change(kettle, |offer| offer.available = 1);

    shop.cart.merge(&meera, Uuid::new_v4()).await.unwrap();

    assert_eq!(shop.lines(&meera).await, (vec![(kettle, 4)], vec![]));
}

#[tokio::test]
async fn a_full_cart_saves_the_rest_for_later() {
    let (shop, visitor, meera) = (Shop::new().await, guest(), user());
    for n in 0..MAX_LINES {
        let offer = shop.market.offer(&format!("Cup {n}"), 5);
        shop.add(&meera, offer, 1).await;
    }
    let kettle = shop.market.offer("Kettle", 5);
    shop.add(&visitor, kettle, 1).await;

    shop.cart.merge(&meera, id(&visitor)).await.unwrap();

    assert_eq!(shop.view(&meera).await.notices, ["Your cart is full: Kettle is saved for later."]);
    let (cart, saved) = shop.lines(&meera).await;
    assert_eq!((cart.len(), saved), (MAX_LINES, vec![(kettle, 1)]));
}

#[tokio::test]
async fn what_the_guest_was_not_told_yet_is_told_to_the_user() {
    let (shop, visitor, meera) = (Shop::new().await, guest(), user());
    let kettle = shop.market.offer("Kettle", 3);
    shop.add(&visitor, kettle, 1).await;
    shop.cart.change(&visitor, kettle, 7).await.unwrap();

    shop.cart.merge(&meera, id(&visitor)).await.unwrap();

    assert_eq!(shop.view(&meera).await.notices, ["Only 3 left: Kettle."]);
}

#[tokio::test]
async fn only_a_user_can_take_over_a_cart_and_only_a_guests() {
    let (shop, visitor, meera, thief) = (Shop::new().await, guest(), user(), user());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&visitor, kettle, 1).await;
    shop.add(&meera, kettle, 2).await;

    for caller in [Caller::Nobody, Caller::System, guest()] {
        let problem = shop.cart.merge(&caller, id(&visitor)).await.unwrap_err();
        assert_eq!(problem.kind, Kind::Unauthenticated);
    }
    shop.cart.merge(&thief, id(&meera)).await.unwrap();

    assert_eq!(shop.cart.count(&thief).await.unwrap(), 0, "an account's id opens nothing");
    assert_eq!(shop.cart.count(&meera).await.unwrap(), 2);
    assert_eq!(shop.cart.count(&visitor).await.unwrap(), 1);
}
