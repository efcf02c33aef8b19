use super::shelf::{Shelf, group};
use contracts::{
    Kind,
    events::{IdentityEvent, SellerApproved, SellerSuspended},
    ids::OfferId,
};
use uuid::Uuid;

#[tokio::test]
async fn a_quote_says_what_an_offer_is_and_costs_and_how_many_are_left() {
    let shelf = Shelf::new().await;
    let product = shelf.product(&["Colour", "Size"]).await;
    let lake = shelf.variant(product, r#"{"Size": "M", "Colour": "Lake"}"#, 7).await;
    let moss = shelf.variant(product, r#"{"Size": "L", "Colour": "Moss"}"#, 1).await;
    shelf.reserve(group(), &[(lake, 3)]).await.unwrap();

    let quotes = shelf.inventory.quote(&[moss, lake, OfferId(Uuid::now_v7())]).await.unwrap();

    assert_eq!(quotes.len(), 2, "what does not exist is left out");
    let quote = &quotes[&lake];
    assert_eq!((quote.title.as_str(), quote.variant.as_str()), ("Stoneware mug", "Lake, M"));
    assert_eq!((quote.price_minor, quote.compare_at_minor, quote.currency.as_str()), (49_900, 0, "INR"));
    assert_eq!((quote.available, quote.on_sale), (4, true));
    assert_eq!(quote.seller.as_ref().unwrap().name, "Kiln & Clay");
    assert_eq!(quotes[&moss].variant, "Moss, L");
}

#[tokio::test]
async fn the_only_variant_needs_no_name() {
    let shelf = Shelf::new().await;
    let product = shelf.product(&["Size"]).await;
    let offer = shelf.variant(product, r#"{"Size": "One size"}"#, 1).await;

    let quotes = shelf.inventory.quote(&[offer]).await.unwrap();

    assert_eq!(quotes[&offer].variant, "");
}

#[tokio::test]
async fn a_hold_takes_all_lines_or_none_and_names_every_short_one() {
    let shelf = Shelf::new().await;
    let (plenty, few, last) = (shelf.offer(10).await, shelf.offer(2).await, shelf.offer(0).await);
    let unknown = OfferId(Uuid::now_v7());

    let refusal = shelf.reserve(group(), &[(plenty, 1), (few, 3), (last, 1), (unknown, 1)]).await.unwrap_err();

    let mut short: Vec<_> =
        refusal.shortages.into_iter().map(|short| (short.offer_id, short.wanted, short.available)).collect();
    let mut expected = vec![(few.to_string(), 3, 2), (last.to_string(), 1, 0), (unknown.to_string(), 1, 0)];
    short.sort();
    expected.sort();
    assert_eq!(short, expected);
    assert_eq!(shelf.stock(plenty).await, (10, 0));
    assert_eq!(shelf.stock(few).await, (2, 0));
    shelf.audit().await;
}

#[tokio::test]
async fn what_is_not_on_sale_cannot_be_held() {
    let shelf = Shelf::new().await;
    let (hidden, withdrawn) = (shelf.offer(5).await, shelf.offer(5).await);
    shelf.execute(&format!("update catalog.offers set active = false where id = '{withdrawn}'")).await;
    shelf
        .execute(&format!(
            "update catalog.products set status = 'draft'
              where id = (select product_id from catalog.offers where id = '{hidden}')"
        ))
        .await;

    let refusal = shelf.reserve(group(), &[(hidden, 1), (withdrawn, 1)]).await.unwrap_err();

    assert_eq!(refusal.shortages.iter().map(|short| short.available).collect::<Vec<_>>(), [0, 0]);
}

#[tokio::test]
async fn a_suspended_seller_sells_nothing_until_approved_again() {
    let shelf = Shelf::new().await;
    let offer = shelf.offer(5).await;
    shelf.hear_identity(IdentityEvent::SellerSuspended(SellerSuspended { seller: shelf.seller, reason: None })).await;
    assert!(shelf.reserve(group(), &[(offer, 1)]).await.is_err());

    let approved = SellerApproved {
        seller: shelf.seller,
        slug: "kiln".to_owned(),
        name: "Kiln, Clay & Co".to_owned(),
        place: "Khurja".to_owned(),
        tint: "clay".to_owned(),
        about: String::new(),
        returns: String::new(),
        since: 2019,
        ships_in_days: 2,
    };
    shelf.hear_identity(IdentityEvent::SellerApproved(approved)).await;

    let reservation = shelf.reserve(group(), &[(offer, 1)]).await.unwrap();
    assert_eq!(reservation.offers[0].seller.as_ref().unwrap().name, "Kiln, Clay & Co");
}

#[tokio::test]
async fn lines_of_one_offer_are_summed_and_each_is_priced() {
    let shelf = Shelf::new().await;
    let (mug, bowl) = (shelf.offer(5).await, shelf.offer(5).await);

    let reservation = shelf.reserve(group(), &[(mug, 2), (bowl, 1), (mug, 3)]).await.unwrap();

    let priced: Vec<String> = reservation.offers.into_iter().map(|offer| offer.offer_id).collect();
    assert_eq!(priced, [mug, bowl, mug].map(|offer| offer.to_string()));
    assert_eq!(shelf.stock(mug).await, (5, 5));
}

#[tokio::test]
async fn asked_again_the_answer_is_the_same_and_nothing_more_is_held() {
    let shelf = Shelf::new().await;
    let (offer, group) = (shelf.offer(5).await, group());
    let first = shelf.reserve(group, &[(offer, 3)]).await.unwrap();

    let second = shelf.reserve(group, &[(offer, 1), (offer, 2)]).await.unwrap();

    assert_eq!(second.expires_at, first.expires_at);
    assert_eq!(second.offers[0], first.offers[0]);
    assert_eq!(shelf.stock(offer).await, (5, 3));
}

#[tokio::test]
async fn a_group_cannot_hold_two_different_things() {
    let shelf = Shelf::new().await;
    let (mug, bowl, group) = (shelf.offer(5).await, shelf.offer(5).await, group());
    shelf.reserve(group, &[(mug, 3)]).await.unwrap();

    for lines in [&[(mug, 4)][..], &[(bowl, 3)], &[(mug, 3), (bowl, 1)]] {
        assert_eq!(shelf.refused(group, lines).await.kind, Kind::Invalid);
    }

    assert_eq!((shelf.stock(mug).await, shelf.stock(bowl).await), ((5, 3), (5, 0)));
}

#[tokio::test]
async fn what_was_released_may_be_held_again_with_other_lines() {
    let shelf = Shelf::new().await;
    let (offer, group) = (shelf.offer(5).await, group());
    shelf.reserve(group, &[(offer, 3)]).await.unwrap();
    shelf.inventory.release(group, &[]).await.unwrap();

    shelf.reserve(group, &[(offer, 5)]).await.unwrap();

    assert_eq!(shelf.stock(offer).await, (5, 5));
    shelf.audit().await;
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused() {
    let shelf = Shelf::new().await;
    let offer = shelf.offer(5).await;
    let many = vec![(offer, 1); 101];

    for lines in [&[][..], &[(offer, 0)], &[(offer, 10_000)], &many] {
        assert_eq!(shelf.refused(group(), lines).await.kind, Kind::Invalid);
    }
    let too_many = vec![offer; 201];
    assert_eq!(shelf.inventory.quote(&too_many).await.unwrap_err().kind, Kind::Invalid);

    assert_eq!(shelf.stock(offer).await, (5, 0));
}

#[tokio::test]
async fn few_left_and_none_left_are_told_once_each() {
    let shelf = Shelf::new().await;
    let offer = shelf.offer(8).await;

    for quantity in [1, 2, 1, 1, 3] {
        let order = group();
        shelf.reserve(order, &[(offer, quantity)]).await.unwrap();
        shelf.inventory.commit(order).await.unwrap();
    }

    assert_eq!(shelf.told(offer).await, [("stock.low".to_owned(), 1), ("stock.out".to_owned(), 2)]);
}

#[tokio::test]
async fn the_last_unit_is_told_when_it_is_sold_and_not_when_it_is_held() {
    let shelf = Shelf::new().await;
    let offer = shelf.offer(1).await;
    let (left, bought) = (group(), group());

    shelf.reserve(left, &[(offer, 1)]).await.unwrap();
    shelf.let_time_pass(left).await;
    catalog::expire_holds(&shelf.catalog).await.unwrap();
    shelf.reserve(bought, &[(offer, 1)]).await.unwrap();
    let held = shelf.told(offer).await;
    shelf.inventory.commit(bought).await.unwrap();

    assert_eq!((held, shelf.told(offer).await), (vec![], vec![("stock.out".to_owned(), 1)]));
}
