use super::shelf::{Shelf, group};
use clients::Catalog as Client;
use contracts::{
    Caller, Kind, Problem,
    events::{CancelReason, LinesCancelled, OrderEvent, OrderLine, OrderReturned},
    ids::{OfferId, OrderId, ReturnId, SellerId, UserId},
    stock::{AdjustReason, AdjustStock, Change, Present, ShelfQuery, Show, StockChange, Threshold},
};
use futures::future::join_all;
use std::sync::Arc;
use uuid::Uuid;

fn member(shelf: &Shelf) -> Caller {
    Caller::Member { id: UserId(Uuid::now_v7()), seller: shelf.seller, owner: false }
}

fn client(shelf: &Shelf) -> Client {
    Client(web::Upstream::Local(catalog::service(shelf.catalog.clone()).router))
}

async fn adjust(
    shelf: &Shelf,
    member: &Caller,
    reason: AdjustReason,
    changes: &[(OfferId, Change)],
) -> Result<(), Problem> {
    let changes = changes.iter().map(|&(offer, to)| StockChange { offer, to }).collect();
    let request = AdjustStock { reason, note: String::new(), changes };
    client(shelf).adjust_stock(member, &Uuid::new_v4().to_string(), &request).await
}

#[tokio::test]
async fn pressing_twice_moves_the_stock_once() {
    let shelf = Shelf::new().await;
    let offer = shelf.offer(5).await;
    let (seller, client) = (member(&shelf), client(&shelf));
    let by = |units| AdjustStock {
        reason: AdjustReason::Received,
        note: String::new(),
        changes: vec![StockChange { offer, to: Change::By(units) }],
    };
    let twelve = by(12);

    let (first, second) =
        tokio::join!(client.adjust_stock(&seller, "k", &twelve), client.adjust_stock(&seller, "k", &twelve));
    let other = client.adjust_stock(&seller, "k", &by(3)).await.unwrap_err();
    let refused = client.adjust_stock(&seller, "l", &by(-100)).await.unwrap_err();
    client.adjust_stock(&seller, "l", &by(-1)).await.unwrap();

    assert_eq!((first, second), (Ok(()), Ok(())));
    assert_eq!((other.code.as_str(), refused.code.as_str()), ("idempotency-key-reused", "stock-changed"));
    assert_eq!(client.on_shelf(&seller, offer).await.unwrap().on_hand, 16, "what was refused leaves its key free");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seller_counts_while_shoppers_reserve_and_nothing_is_lost() {
    let shelf = Arc::new(Shelf::new().await);
    let offer = shelf.offer(60).await;
    let seller = member(&shelf);

    let shoppers = (0..80).map(|_| {
        let shelf = Arc::clone(&shelf);
        tokio::spawn(async move { i64::from(shelf.reserve(group(), &[(offer, 1)]).await.is_ok()) })
    });
    let counts = (0..40).map(|n: i64| {
        let shelf = Arc::clone(&shelf);
        tokio::spawn(async move {
            let units = if n % 2 == 0 { -3 } else { 2 };
            match adjust(&shelf, &seller, AdjustReason::Corrected, &[(offer, Change::By(units))]).await {
                Ok(()) => units,
                Err(problem) => {
                    assert_eq!(problem.code, "stock-changed", "{problem}");
                    0
                }
            }
        })
    });
    let (shoppers, counts) = tokio::join!(join_all(shoppers), join_all(counts));
    let held: i64 = shoppers.into_iter().map(Result::unwrap).sum();
    let counted: i64 = counts.into_iter().map(Result::unwrap).sum();

    let (on_hand, reserved) = shelf.stock(offer).await;
    assert_eq!((i64::from(on_hand), i64::from(reserved)), (60 + counted, held));
    assert!(reserved <= on_hand);
    shelf.audit().await;
}

#[tokio::test]
async fn the_history_of_an_offer_adds_up_and_says_who() {
    let shelf = Shelf::new().await;
    let (offer, seller, order) = (shelf.offer(10).await, member(&shelf), group());
    shelf.reserve(order, &[(offer, 3)]).await.unwrap();
    shelf.inventory.commit(order).await.unwrap();
    adjust(&shelf, &seller, AdjustReason::Received, &[(offer, Change::By(5))]).await.unwrap();
    adjust(&shelf, &seller, AdjustReason::Damaged, &[(offer, Change::By(-1))]).await.unwrap();
    adjust(&shelf, &seller, AdjustReason::Corrected, &[(offer, Change::Set { units: 12, seen: 11 })]).await.unwrap();

    let page = client(&shelf).movements(&seller, offer, None).await.unwrap();

    let told: Vec<_> = page.items.iter().map(|m| (m.reason.as_str(), m.on_hand_delta, m.on_hand)).collect();
    assert_eq!(
        told,
        [
            ("corrected", 1, 12),
            ("damaged", -1, 11),
            ("received", 5, 12),
            ("sold", -3, 7),
            ("reserved", 0, 10),
            ("received", 10, 10)
        ]
    );
    assert_eq!((page.items[0].by, page.items[3].by, page.items[3].group), (seller.user(), None, Some(order)));
    let item = client(&shelf).on_shelf(&seller, offer).await.unwrap();
    assert_eq!((item.on_hand, item.reserved, item.sold), (12, 0, 3));
    let acts: i64 = sqlx::query_scalar(
        "select count(*) from catalog.outbox where envelope -> 'data' ->> 'action' = 'stock.adjust'",
    )
    .fetch_one(shelf.db())
    .await
    .unwrap();
    assert_eq!(acts, 3);
    shelf.audit().await;
}

#[tokio::test]
async fn a_change_that_no_longer_fits_tells_what_there_is_and_saves_nothing() {
    let shelf = Shelf::new().await;
    let (mug, bowl, seller) = (shelf.offer(5).await, shelf.offer(5).await, member(&shelf));
    shelf.reserve(group(), &[(bowl, 4)]).await.unwrap();
    let changes = [(mug, Change::By(2)), (bowl, Change::Set { units: 3, seen: 5 })];

    let refusal = adjust(&shelf, &seller, AdjustReason::Corrected, &changes).await.unwrap_err();

    let present: Vec<Present> = serde_json::from_value(refusal.facts.clone().unwrap()).unwrap();
    assert_eq!(refusal.kind, Kind::Conflict);
    assert_eq!(present, [Present { offer: bowl, on_hand: 5, reserved: 4 }]);
    assert_eq!((shelf.stock(mug).await, shelf.stock(bowl).await), ((5, 0), (5, 4)));
}

#[tokio::test]
async fn another_shops_stock_does_not_exist() {
    let shelf = Shelf::new().await;
    let offer = shelf.offer(5).await;
    let stranger = Caller::Member { id: UserId(Uuid::now_v7()), seller: SellerId(Uuid::now_v7()), owner: true };

    let refusal = adjust(&shelf, &stranger, AdjustReason::Received, &[(offer, Change::By(1))]).await.unwrap_err();

    assert_eq!(refusal.kind, Kind::NotFound);
    assert_eq!(client(&shelf).movements(&stranger, offer, None).await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(client(&shelf).shelf(&stranger, &ShelfQuery::default()).await.unwrap().items, []);
    assert_eq!(shelf.stock(offer).await, (5, 0));
}

#[tokio::test]
async fn a_threshold_decides_what_is_low() {
    let shelf = Shelf::new().await;
    let (offer, seller) = (shelf.offer(30).await, member(&shelf));
    client(&shelf).set_shop_threshold(&seller, Threshold { low_at: Some(8) }).await.unwrap();
    client(&shelf).set_threshold(&seller, offer, Threshold { low_at: Some(20) }).await.unwrap();

    adjust(&shelf, &seller, AdjustReason::Damaged, &[(offer, Change::By(-11))]).await.unwrap();

    assert_eq!(shelf.told(offer).await, [("stock.low".to_owned(), 1)]);
    let low = ShelfQuery { show: Show::Low, ..ShelfQuery::default() };
    let listed = client(&shelf).shelf(&seller, &low).await.unwrap().items;
    assert_eq!(listed.iter().map(|item| (item.offer, item.low_at)).collect::<Vec<_>>(), [(offer, 20)]);
    client(&shelf).set_threshold(&seller, offer, Threshold { low_at: None }).await.unwrap();
    assert_eq!(client(&shelf).shelf(&seller, &low).await.unwrap().items, []);
}

#[tokio::test]
async fn a_threshold_that_was_changed_is_recorded_with_what_it_was() {
    let shelf = Shelf::new().await;
    let (offer, seller) = (shelf.offer(30).await, member(&shelf));
    for low_at in [Some(8), Some(8), None] {
        client(&shelf).set_shop_threshold(&seller, Threshold { low_at }).await.unwrap();
        client(&shelf).set_threshold(&seller, offer, Threshold { low_at }).await.unwrap();
    }

    let acts: Vec<(String, Option<String>, String, String)> = sqlx::query_as(
        "select act ->> 'subject', act ->> 'actor', act ->> 'before', act ->> 'after'
           from (select seq, envelope -> 'data' as act from catalog.outbox) as told
          where act ->> 'action' = 'stock.set_threshold'
          order by seq",
    )
    .fetch_all(shelf.db())
    .await
    .unwrap();

    let by = seller.user().map(|user| user.to_string());
    let step = |subject: Uuid, before: &str, after: &str| {
        let state = |low_at: &str| format!("{{\"low_at\":{low_at}}}");
        (subject.to_string(), by.clone(), state(before), state(after))
    };
    let shop = shelf.seller.0;
    assert_eq!(
        acts,
        [step(shop, "5", "8"), step(offer.0, "null", "8"), step(shop, "8", "5"), step(offer.0, "8", "null")]
    );
}

#[tokio::test]
async fn cancelled_lines_come_back_in_part_and_the_rest_stays_sold() {
    let shelf = Shelf::new().await;
    let (offer, held, order) = (shelf.offer(10).await, shelf.offer(10).await, group());
    shelf.reserve(order, &[(offer, 4)]).await.unwrap();
    shelf.inventory.commit(order).await.unwrap();
    let waiting = group();
    shelf.reserve(waiting, &[(held, 4)]).await.unwrap();
    let cancelled = |group, offer, quantity| {
        OrderEvent::LinesCancelled(LinesCancelled {
            group,
            order: OrderId(Uuid::now_v7()),
            seller: shelf.seller,
            lines: vec![OrderLine { offer, quantity, total: None, categories: None }],
            refund: contracts::Money::zero(contracts::Currency::Inr),
            paid: true,
            reason: CancelReason::Seller,
        })
    };

    shelf.hear(cancelled(order, offer, 1)).await;
    shelf.hear(cancelled(waiting, held, 3)).await;

    assert_eq!((shelf.stock(offer).await, shelf.stock(held).await), ((7, 0), (10, 1)));
    shelf.hear(shelf.cancelled(order, &[(offer, 4)])).await;
    shelf.inventory.commit(waiting).await.unwrap();
    assert_eq!((shelf.stock(offer).await, shelf.stock(held).await), ((10, 0), (9, 0)));
    let item = client(&shelf).on_shelf(&member(&shelf), offer).await.unwrap();
    assert_eq!(item.sold, 0);
}

#[tokio::test]
async fn what_a_buyer_gives_back_is_on_the_shelf_again_if_it_can_be_sold() {
    let shelf = Shelf::new().await;
    let (offer, order) = (shelf.offer(10).await, group());
    shelf.reserve(order, &[(offer, 4)]).await.unwrap();
    shelf.inventory.commit(order).await.unwrap();
    let returned = |quantity, restock| {
        OrderEvent::Returned(OrderReturned {
            group: order,
            order: OrderId(Uuid::now_v7()),
            seller: shelf.seller,
            wish: ReturnId(Uuid::now_v7()),
            lines: vec![OrderLine { offer, quantity, total: None, categories: None }],
            refund: contracts::Money::zero(contracts::Currency::Inr),
            restock,
        })
    };

    shelf.hear(returned(1, false)).await;
    shelf.hear(returned(2, true)).await;

    assert_eq!(shelf.stock(offer).await, (8, 0));
    let page = client(&shelf).movements(&member(&shelf), offer, None).await.unwrap();
    assert_eq!((page.items[0].reason.as_str(), page.items[0].on_hand_delta), ("returned", 2));
    shelf.audit().await;
}
