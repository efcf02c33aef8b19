use crate::market::{Shop, guest};
use contracts::Kind;

#[tokio::test]
async fn a_line_is_saved_for_later_and_comes_back() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 2).await;

    shop.cart.save(&meera, kettle).await.unwrap();
    assert_eq!(shop.lines(&meera).await, (vec![], vec![(kettle, 2)]));
    assert_eq!(shop.cart.count(&meera).await.unwrap(), 0);

    shop.add(&meera, kettle, 1).await;
    shop.cart.restore(&meera, kettle).await.unwrap();
    assert_eq!(shop.lines(&meera).await, (vec![(kettle, 3)], vec![]));
}

#[tokio::test]
async fn what_stock_does_not_allow_stays_saved() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 5).await;
    shop.cart.save(&meera, kettle).await.unwrap();
    shop.market.change(kettle, |offer| offer.available = 3);

    shop.cart.restore(&meera, kettle).await.unwrap();

    let notices = shop.view(&meera).await.notices;
    assert_eq!(notices, ["Only 3 left: Kettle. The rest stays saved for later."]);
    assert_eq!(shop.lines(&meera).await, (vec![(kettle, 3)], vec![(kettle, 2)]));
}

#[tokio::test]
async fn what_is_sold_out_stays_saved() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 5).await;
    shop.cart.save(&meera, kettle).await.unwrap();
    shop.market.change(kettle, |offer| offer.available = 0);

    let problem = shop.cart.restore(&meera, kettle).await.unwrap_err();

    assert_eq!((problem.kind, problem.code.as_str()), (Kind::Invalid, "sold-out"));
    assert_eq!(shop.lines(&meera).await, (vec![], vec![(kettle, 5)]));
}

#[tokio::test]
async fn a_saved_line_can_be_forgotten() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 9);
    shop.add(&meera, kettle, 5).await;
    shop.cart.save(&meera, kettle).await.unwrap();

    shop.cart.forget(&meera, kettle).await.unwrap();
    shop.cart.forget(&meera, kettle).await.unwrap();

    assert_eq!(shop.lines(&meera).await, (vec![], vec![]));
}

#[tokio::test]
async fn only_lines_that_are_there_can_be_moved() {
    let (shop, meera) = (Shop::new().await, guest());
    let kettle = shop.market.offer("Kettle", 9);

    assert_eq!(shop.cart.save(&meera, kettle).await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(shop.cart.restore(&meera, kettle).await.unwrap_err().kind, Kind::NotFound);
}
