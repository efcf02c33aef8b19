//! What sellers get of it.

use crate::shop::{Cancel, GOOD, Order, Shop, cancelled, inr};
use contracts::{
    Caller, Money, Page, Role,
    events::{CancelReason, LinesCancelled, OrderEvent, OrderLine, OrderPart, OrderReturned},
    ids::{CategoryId, OfferId, ReturnId, SellerId, UserId},
    payments::{Balance, Commissions, EntryKind, LedgerEntry, SetCommission, Statement, Status},
};
use events::Envelope;
use time::OffsetDateTime;
use uuid::Uuid;

fn owner(seller: SellerId) -> Caller {
    Caller::Member { id: UserId(Uuid::new_v4()), seller, owner: true }
}

fn lines_cancelled(order: &Order, part: &OrderPart, refund: i64) -> OrderEvent {
    OrderEvent::LinesCancelled(LinesCancelled {
        group: order.group,
        order: part.order,
        seller: part.seller,
        lines: Vec::new(),
        refund: inr(refund),
        paid: true,
        reason: CancelReason::Seller,
    })
}

fn returned(order: &Order, part: &OrderPart, refund: i64) -> OrderEvent {
    OrderEvent::Returned(OrderReturned {
        group: order.group,
        order: part.order,
        seller: part.seller,
        wish: ReturnId(Uuid::new_v4()),
        lines: Vec::new(),
        refund: inr(refund),
        restock: true,
    })
}

async fn balance(shop: &Shop, seller: SellerId) -> Money {
    shop.api().get::<Balance>(&owner(seller), "/api/seller/balance").await.unwrap().owed
}

async fn ledger(shop: &Shop, seller: SellerId) -> Vec<LedgerEntry> {
    shop.api().get::<Page<LedgerEntry>>(&owner(seller), "/api/seller/ledger").await.unwrap().items
}

#[tokio::test]
async fn partial_refunds_add_up_and_bring_their_share_of_the_commission_back() {
    let shop = Shop::open().await;
    let order = shop.order(&[99_999, 20_000]).await;
    shop.pay(&order, GOOD).await.unwrap();
    let part = &order.parts[0];

    for event in [lines_cancelled(&order, part, 33_333), returned(&order, part, 33_333)] {
        shop.tell(event).await;
        shop.sweep("payments.refund").await;
    }
    let partly = shop.payment(&order).await;
    shop.tell(returned(&order, part, 33_333)).await;
    shop.sweep("payments.refund").await;

    assert_eq!((partly.status, partly.refunded), (Status::PartiallyRefunded, inr(66_666)));
    assert_eq!(shop.payment(&order).await.refunded, inr(99_999));
    let entries = ledger(&shop, part.seller).await;
    let commissions: Vec<i64> = entries.iter().map(|entry| entry.commission.minor).collect();
    assert_eq!(commissions, [3_333, 3_334, 3_333, -10_000]);
    assert_eq!(balance(&shop, part.seller).await, inr(5_000), "the delivery stays the seller's");
    assert_eq!(balance(&shop, order.parts[1].seller).await, inr(23_000));
    shop.check_books().await;
}

#[tokio::test]
async fn what_is_left_of_an_order_goes_back_when_it_is_cancelled_after_some_lines() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000]).await;
    shop.pay(&order, GOOD).await.unwrap();
    let event = lines_cancelled(&order, &order.parts[0], 40_000);
    let envelope = Envelope::wrap(&event, Uuid::new_v4(), 3, OffsetDateTime::now_utc()).unwrap();

    shop.deliver(&[envelope.clone(), envelope]).await;
    shop.tell(cancelled(&order, &order.parts, Cancel::Paid)).await;
    shop.sweep("payments.refund").await;

    let payment = shop.payment(&order).await;
    assert_eq!((payment.status, payment.refunded), (Status::Refunded, order.total));
    assert_eq!(shop.refunds(&order).await, 2);
    assert_eq!(balance(&shop, order.parts[0].seller).await, inr(0));
    let earned = "select coalesce(sum(e.minor), 0)::bigint from payments.entries as e
                    join payments.postings as s on s.id = e.posting_id
                   where s.payment_id = $1 and e.account = 'commission'";
    assert_eq!(shop.count(earned, &order).await, 0);
    shop.check_books().await;
}

#[tokio::test]
async fn more_than_was_paid_does_not_go_back() {
    let shop = Shop::open().await;
    let order = shop.order(&[10_000, 90_000]).await;
    shop.pay(&order, GOOD).await.unwrap();

    shop.tell(returned(&order, &order.parts[0], 15_001)).await;
    shop.sweep("payments.refund").await;

    assert_eq!(shop.payment(&order).await.refunded, inr(0));
    assert_eq!(shop.parked().await, 1);
}

#[tokio::test]
async fn an_owner_reads_the_ledger_in_their_own_eyes_and_nobody_else_does() {
    let shop = Shop::open().await;
    let order = shop.order(&[100_000, 20_000]).await;
    shop.pay(&order, GOOD).await.unwrap();
    let seller = order.parts[1].seller;
    shop.tell(lines_cancelled(&order, &order.parts[1], 10_000)).await;
    shop.sweep("payments.refund").await;

    let entries = ledger(&shop, seller).await;
    let today = OffsetDateTime::now_utc().to_offset(contracts::delivery::INDIA).date();
    let path = format!("/api/seller/statement?from={today}&to={today}");
    let file: Statement = shop.api().get(&owner(seller), &path).await.unwrap();

    let amounts = |entry: &LedgerEntry| {
        [entry.goods, entry.delivery, entry.refund, entry.commission, entry.amount].map(|money| money.minor)
    };
    assert_eq!(entries.iter().map(|entry| entry.kind).collect::<Vec<_>>(), [EntryKind::Refund, EntryKind::Sale]);
    assert_eq!(amounts(&entries[0]), [0, 0, -10_000, 1_000, -9_000]);
    assert_eq!(amounts(&entries[1]), [20_000, 5_000, 0, -2_000, 23_000]);
    assert_eq!((entries[1].number.as_str(), entries[1].order), ("LM-4207-7731-2", order.parts[1].order));
    let lines: Vec<&str> = file.csv.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].ends_with("sale,LM-4207-7731-2,200.00,50.00,0.00,-20.00,230.00,INR"), "{}", lines[1]);
    assert!(lines[2].ends_with("refund,LM-4207-7731-2,0.00,0.00,-100.00,10.00,-90.00,INR"), "{}", lines[2]);
    assert!(ledger(&shop, SellerId(Uuid::new_v4())).await.is_empty());
    let staff = Caller::Member { id: UserId(Uuid::new_v4()), seller, owner: false };
    for stranger in [staff, order.buyer, Caller::Nobody] {
        for path in ["/api/seller/ledger", "/api/seller/balance", &path] {
            let problem = shop.api().get::<serde_json::Value>(&stranger, path).await.unwrap_err();
            assert_eq!(problem.status, 404, "{path} as {stranger:?}");
        }
    }
    let backwards = "/api/seller/statement?from=2026-02-02&to=2026-02-01";
    let problem = shop.api().get::<Statement>(&owner(seller), backwards).await.unwrap_err();
    assert_eq!(problem.errors[0].field, "to");
}

#[tokio::test]
async fn a_rate_holds_for_orders_placed_after_it_was_set() {
    let shop = Shop::open().await;
    let admin = Caller::User { id: UserId(Uuid::new_v4()), role: Role::Admin };
    let before = shop.order(&[100_000]).await;
    let after = Shop::new_order(&[100_000, 100_000]);
    let seller = after.parts[0].seller;
    let set = async |caller: Caller, seller, bp| {
        let rule = SetCommission { seller, category: None, bp };
        shop.api().put::<Commissions>(&caller, "/api/admin/commissions", &rule).await
    };

    set(admin, Some(seller), Some(700)).await.unwrap();
    set(admin, Some(seller), Some(500)).await.unwrap();
    let rules = set(admin, None, Some(2_000)).await.unwrap();
    let held = OffsetDateTime::now_utc() + std::time::Duration::from_secs(900);
    shop.tell(crate::shop::created(&after, held)).await;
    for order in [&before, &after] {
        shop.pay(order, GOOD).await.unwrap();
    }

    assert_eq!((rules.default_bp, rules.shops.len(), rules.shops[0].bp), (2_000, 1, 500));
    assert_eq!(balance(&shop, before.parts[0].seller).await, inr(95_000));
    assert_eq!(balance(&shop, seller).await, inr(100_000));
    assert_eq!(balance(&shop, after.parts[1].seller).await, inr(85_000));
    assert_eq!(set(owner(seller), None, Some(0)).await.unwrap_err().status, 404);
    assert_eq!(set(admin, None, Some(10_001)).await.unwrap_err().errors[0].field, "bp");
    assert_eq!(set(admin, None, None).await.unwrap().default_bp, 1_000);
}

#[tokio::test]
async fn the_rate_of_the_nearest_category_is_fixed_when_the_order_is_placed() {
    let shop = Shop::open().await;
    let admin = Caller::User { id: UserId(Uuid::new_v4()), role: Role::Admin };
    let [home, kitchen, mugs] = [(); 3].map(|()| CategoryId(Uuid::new_v4()));
    let mut order = Shop::new_order(&[100_000, 100_000]);
    for part in &mut order.parts {
        let line = |minor, path: &[CategoryId]| OrderLine {
            offer: OfferId(Uuid::new_v4()),
            quantity: 1,
            total: Some(inr(minor)),
            categories: Some(path.to_vec()),
        };
        part.lines = vec![line(60_000, &[mugs, kitchen, home]), line(40_000, &[home])];
    }
    let [first, second] = [0, 1].map(|index| order.parts[index].seller);
    let set = async |seller, category, bp| {
        let rule = SetCommission { seller, category, bp };
        shop.api().put::<Commissions>(&admin, "/api/admin/commissions", &rule).await
    };

    set(None, Some(home), Some(2_000)).await.unwrap();
    set(None, Some(kitchen), Some(500)).await.unwrap();
    let rules = set(Some(second), None, Some(100)).await.unwrap();
    let told = shop.api().get::<Balance>(&owner(first), "/api/seller/balance").await.unwrap();
    let held = OffsetDateTime::now_utc() + std::time::Duration::from_secs(900);
    shop.tell(crate::shop::created(&order, held)).await;
    set(None, Some(kitchen), Some(9_000)).await.unwrap();
    shop.pay(&order, GOOD).await.unwrap();

    assert_eq!((rules.categories.len(), rules.shops.len()), (2, 1));
    assert!(told.by_category && told.commission_bp == 1_000);
    // 5 % of the mugs, 20 % of the rest; the delivery is the shop's.
    assert_eq!(balance(&shop, first).await, inr(100_000 - 3_000 - 8_000 + 5_000));
    assert_eq!(balance(&shop, second).await, inr(100_000 - 1_000 + 5_000));
    assert_eq!(set(Some(second), Some(home), Some(1)).await.unwrap_err().errors[0].field, "category");
    assert_eq!(set(None, Some(home), None).await.unwrap().categories.len(), 1);
    shop.check_books().await;
}
