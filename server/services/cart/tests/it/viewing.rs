use crate::market::{Shop, guest, user};
use contracts::{Caller, Currency, Kind, Money, Role, cart::Snag, ids::UserId};
use uuid::Uuid;

#[tokio::test]
async fn lines_stand_by_seller_in_the_order_in_which_they_came() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kiln, loom) = (Uuid::now_v7(), Uuid::now_v7());
    let bowl = shop.market.offer_of(kiln, "Bowl", 9);
    let throw = shop.market.offer_of(loom, "Throw", 9);
    let mug = shop.market.offer_of(kiln, "Mug", 9);
    for (offer, quantity) in [(mug, 2), (throw, 1), (bowl, 3), (mug, 1)] {
        shop.add(&meera, offer, quantity).await;
    }

    let view = shop.view(&meera).await;

    let titles: Vec<Vec<&str>> =
        view.parcels.iter().map(|parcel| parcel.lines.iter().map(|line| line.title.as_str()).collect()).collect();
    assert_eq!(titles, [vec!["Mug", "Bowl"], vec!["Throw"]]);
    let rupees = |minor| Money::new(minor, Currency::Inr);
    assert_eq!(view.parcels[0].subtotal, rupees(6 * 49_900));
    assert_eq!((view.subtotal, view.count), (rupees(7 * 49_900), 7));
    assert!(view.can_check_out);
}

#[tokio::test]
async fn snags_are_named_and_stand_in_the_way() {
    let (shop, meera) = (Shop::new().await, guest());
    let (short, sold_out, gone) =
        (shop.market.offer("Mug", 5), shop.market.offer("Bowl", 5), shop.market.offer("Throw", 5));
    for offer in [short, sold_out, gone] {
        shop.add(&meera, offer, 4).await;
    }
    assert!(shop.view(&meera).await.can_check_out);
    shop.market.change(short, |offer| offer.available = 3);
    shop.market.change(sold_out, |offer| offer.available = 0);
    shop.market.change(gone, |offer| offer.on_sale = false);

    let view = shop.view(&meera).await;

    let mut snags: Vec<_> = view
        .parcels
        .iter()
        .flat_map(|parcel| &parcel.lines)
        .map(|line| (line.title.as_str(), line.snag, line.available))
        .collect();
    snags.sort_by_key(|snag| snag.0);
    assert_eq!(
        snags,
        [
            ("Bowl", Some(Snag::SoldOut), 0),
            ("Mug", Some(Snag::Short { available: 3 }), 3),
            ("Throw", Some(Snag::Gone), 0)
        ]
    );
    assert!(!view.can_check_out);
    assert_eq!(view.count, 12, "quantities stay as the shopper chose them");
}

#[tokio::test]
async fn a_changed_price_is_shown_beside_the_old_one_until_more_is_added() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 2).await;
    shop.market.change(kettle, |offer| offer.price_minor = 59_900);

    let line = shop.view(&meera).await.parcels.remove(0).lines.remove(0);

    assert_eq!(line.price_before, Some(Money::new(49_900, Currency::Inr)));
    assert_eq!((line.price.minor, line.total.minor), (59_900, 119_800));
    shop.add(&meera, kettle, 1).await;
    assert_eq!(shop.view(&meera).await.parcels[0].lines[0].price_before, None);
}

#[tokio::test]
async fn one_question_is_asked_for_cart_and_saved_lines() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kettle, cup) = (shop.market.offer("Kettle", 9), shop.market.offer("Cup", 9));
    shop.add(&meera, kettle, 1).await;
    shop.add(&meera, cup, 1).await;
    shop.cart.save(&meera, cup).await.unwrap();
    let before = shop.market.questions().len();

    shop.view(&meera).await;

    assert_eq!(shop.market.questions()[before..], [2]);
}

#[tokio::test]
async fn what_nobody_knows_any_more_leaves_the_cart_with_a_word() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kettle, cup) = (shop.market.offer("Kettle", 9), shop.market.offer("Cup", 9));
    shop.add(&meera, kettle, 1).await;
    shop.add(&meera, cup, 1).await;
    shop.market.remove(kettle);

    let view = shop.view(&meera).await;

    assert_eq!((view.count, view.notices.len()), (1, 1));
    assert!(view.can_check_out);
    assert_eq!(shop.cart.contents(&meera).await.unwrap().lines, [(cup, 1)]);
    assert!(shop.view(&meera).await.notices.is_empty());
}

#[tokio::test]
async fn different_currencies_cannot_be_ordered_together() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kettle, cup) = (shop.market.offer("Kettle", 9), shop.market.offer("Cup", 9));
    shop.add(&meera, kettle, 1).await;
    shop.add(&meera, cup, 1).await;
    shop.market.change(cup, |offer| offer.currency = "USD".to_owned());

    let view = shop.view(&meera).await;

    assert!(!view.can_check_out);
    assert_eq!(view.notices.len(), 1);
    assert_eq!(view.subtotal.minor, 49_900);
}

#[tokio::test]
async fn nobody_sees_an_empty_cart() {
    let shop = Shop::new().await;

    let view = shop.view(&Caller::Nobody).await;

    assert!(view.parcels.is_empty() && view.saved.is_empty() && !view.can_check_out);
    assert_eq!(shop.cart.count(&Caller::Nobody).await.unwrap(), 0);
    assert!(shop.cart.contents(&Caller::Nobody).await.unwrap().lines.is_empty());
}

#[tokio::test]
async fn nobody_elses_cart_can_be_reached() {
    let (shop, meera) = (Shop::new().await, user());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 2).await;
    let stranger = user();
    let same_id_as_guest = Caller::Guest { id: meera.subject().unwrap() };

    for caller in [stranger, same_id_as_guest] {
        shop.cart.change(&caller, kettle, 0).await.unwrap();
        shop.cart.clear(&caller).await.unwrap();
        assert_eq!(shop.cart.save(&caller, kettle).await.unwrap_err().kind, Kind::NotFound);
        assert_eq!(shop.view(&caller).await.count, 0);
    }

    assert_eq!(shop.cart.count(&meera).await.unwrap(), 2);
}

#[tokio::test]
async fn an_admin_has_a_cart_of_their_own_like_everybody() {
    let shop = Shop::new().await;
    let admin = Caller::User { id: UserId(Uuid::now_v7()), role: Role::Admin };
    let kettle = shop.market.offer("Kettle", 9);

    shop.add(&admin, kettle, 1).await;

    assert_eq!(shop.cart.count(&admin).await.unwrap(), 1);
}

#[tokio::test]
async fn clearing_leaves_what_is_saved() {
    let (shop, meera) = (Shop::new().await, guest());
    let (kettle, cup) = (shop.market.offer("Kettle", 9), shop.market.offer("Cup", 9));
    shop.add(&meera, kettle, 1).await;
    shop.add(&meera, cup, 1).await;
    shop.cart.save(&meera, cup).await.unwrap();

    shop.cart.clear(&meera).await.unwrap();

    assert_eq!(shop.lines(&meera).await, (vec![], vec![(cup, 1)]));
}

#[tokio::test]
async fn a_cart_that_cannot_be_read_is_not_shown_as_empty() {
    let (shop, meera) = (Shop::new().await, guest());
    let key = format!("levomart:cart:guest:{}", meera.subject().unwrap());
    let () = redis::cmd("SET")
        .arg(&key)
        .arg("no hash")
        .arg("EX")
        .arg(60)
        .query_async(&mut shop.redis.clone())
        .await
        .unwrap();

    let problem = shop.cart.view(&meera).await.unwrap_err();

    assert_eq!((problem.kind, problem.retry_after), (Kind::Unavailable, Some(5)));
    assert_eq!(shop.cart.count(&meera).await.unwrap_err().kind, Kind::Unavailable);
}
