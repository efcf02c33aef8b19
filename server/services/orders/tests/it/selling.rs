//! The seller sends what was bought, or cannot.

use crate::{
    market::{BOWL, POTTER, SHAWL, VASE, WEAVER},
    shop::{Shop, admin, cancel, inr, member, parcel, user},
};
use contracts::{
    Caller,
    events::{CancelReason, IdentityEvent, OrderEvent, SellerApproved},
    identity::Postal,
    orders::{
        GroupStatus, Status,
        sold::{Cancel, Find, Payment, Search, Tab, WriteNote},
    },
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

#[tokio::test]
async fn an_order_is_packed_leaves_in_two_parcels_and_arrives_with_the_second() {
    let shop = Shop::open().await;
    let (shopper, group, order) = shop.sell(&[(VASE, 2), (BOWL, 1)]).await;
    let (potter, vases) = (member(POTTER), order.lines[0].id);

    let packed = shop.orders.pack(&potter, order.id).await.unwrap();
    let begun = shop.orders.ship(&potter, order.id, &parcel(&[(vases, 1)])).await.unwrap();
    let sent = shop.orders.ship(&potter, order.id, &parcel(&[])).await.unwrap();

    assert_eq!([packed.status, begun.status, sent.status], [Status::Packed, Status::Packed, Status::Shipped]);
    assert_eq!(sent.parcels.iter().map(|parcel| parcel.lines.len()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(sent.parcels[0].tracking, "123456789012");
    shop.bring(&order).await;
    shop.bring(&order).await;
    let seen = shop.orders.group(&shopper, group).await.unwrap();
    assert_eq!((seen.status, seen.orders[0].status), (GroupStatus::Completed, Status::Delivered));
    assert!(seen.orders[0].parcels.iter().all(|parcel| parcel.delivered_at.is_some()));
    assert!(seen.orders[0].can_return && !seen.orders[0].can_cancel);
    let names = ["order.created", "order.paid", "order.packed", "order.shipped", "order.shipped", "order.delivered"];
    assert_eq!(shop.told_names(group).await, names);
    assert_eq!(shop.acts().await, ["order.pack by seller", "order.ship by seller", "order.ship by seller"]);
    let steps =
        [["paid", "packed"].map(Value::from), [json!("packed"), Value::Null], ["packed", "shipped"].map(Value::from)];
    assert_eq!(shop.act_steps().await, steps);
}

#[tokio::test]
async fn an_order_that_is_sent_without_being_packed_was_packed_on_the_way() {
    let shop = Shop::open().await;
    let (_, _, order) = shop.sell(&[(VASE, 1)]).await;

    let sent = shop.orders.ship(&member(POTTER), order.id, &parcel(&[])).await.unwrap();
    let again = shop.orders.ship(&member(POTTER), order.id, &parcel(&[])).await.unwrap_err();

    let history: Vec<Status> = sent.history.iter().map(|step| step.status).collect();
    assert_eq!(history, [Status::Created, Status::Paid, Status::Packed, Status::Shipped]);
    assert_eq!(again.code, "order-over");
}

#[tokio::test]
async fn a_parcel_names_a_carrier_and_a_number_of_theirs_and_no_more_than_is_left() {
    let shop = Shop::open().await;
    let (_, _, order) = shop.sell(&[(VASE, 2)]).await;
    let (potter, vases) = (member(POTTER), order.lines[0].id);
    let strange = [("pigeon", "1"), ("kite", "12")];

    for ((carrier, tracking), field) in strange.into_iter().zip(["carrier", "tracking"]) {
        let parcel = contracts::orders::sold::Ship {
            carrier: carrier.to_owned(),
            tracking: tracking.to_owned(),
            lines: Vec::new(),
        };
        let problem = shop.orders.ship(&potter, order.id, &parcel).await.unwrap_err();
        assert_eq!(problem.errors[0].field, field);
    }
    for lines in [&[(vases, 3)][..], &[(vases, 1), (vases, 1)], &[(vases, 0)]] {
        assert_eq!(shop.orders.ship(&potter, order.id, &parcel(lines)).await.unwrap_err().code, "quantity");
    }
}

#[tokio::test]
async fn no_shop_sends_under_the_number_of_anothers_parcel() {
    let shop = Shop::open().await;
    let (shopper, group, order) = shop.sell(&[(VASE, 2), (SHAWL, 1)]).await;
    let group = shop.orders.group(&shopper, group).await.unwrap();
    let of_weaver = group.orders.iter().find(|order| order.seller.id == WEAVER).unwrap().id;
    let (potter, weaver, vases) = (member(POTTER), member(WEAVER), order.lines[0].id);
    shop.orders.ship(&potter, order.id, &parcel(&[(vases, 1)])).await.unwrap();

    let theirs = shop.orders.ship(&weaver, of_weaver, &parcel(&[])).await.unwrap_err();
    let in_the_same_box = shop.orders.ship(&potter, order.id, &parcel(&[])).await.unwrap();
    let sql = "update orders.parcels set shipped_at = shipped_at - interval '91 days' where order_id = $1";
    shop.execute(sql, order.id).await;
    let used_again = shop.orders.ship(&weaver, of_weaver, &parcel(&[])).await.unwrap();

    assert_eq!(theirs.errors[0].field, "tracking");
    assert_eq!((in_the_same_box.parcels.len(), used_again.parcels.len()), (2, 1));
}

#[tokio::test]
async fn a_cancelled_line_gives_its_money_back_and_the_rest_of_the_order_with_its_delivery() {
    let shop = Shop::open().await;
    let (shopper, group, order) = shop.sell(&[(VASE, 2), (BOWL, 1), (SHAWL, 1)]).await;
    let (potter, vases) = (member(POTTER), order.lines[0].id);

    let part = shop.orders.cancel_sold(&potter, order.id, &cancel(&[(vases, 1)])).await.unwrap();
    let rest = shop.orders.cancel_sold(&potter, order.id, &cancel(&[])).await.unwrap();
    shop.orders.cancel_sold(&potter, order.id, &cancel(&[])).await.unwrap();

    assert_eq!((part.status, part.refunded, part.lines[0].cancelled), (Status::Paid, inr(100_000), 1));
    assert_eq!((rest.status, rest.refunded, rest.total), (Status::Cancelled, order.total, order.total));
    assert_eq!(rest.history.last().unwrap().note, "Cancelled by the seller: The glaze has cracks.");
    let seen = shop.orders.group(&shopper, group).await.unwrap();
    assert_eq!((seen.status, seen.refund_total), (GroupStatus::Paid, order.total));
    let told = shop.told(group).await;
    let [(3, OrderEvent::LinesCancelled(lines)), (4, OrderEvent::Cancelled(whole))] = &told[2..] else { panic!() };
    assert_eq!((lines.refund, lines.lines[0].quantity, lines.reason), (inr(100_000), 1, CancelReason::Seller));
    let part = &whole.orders[0];
    assert_eq!((part.total.minor, part.lines.len()), (order.total.minor - 100_000, 2));
    assert!(!whole.whole && whole.paid);
}

#[tokio::test]
async fn whoever_presses_twice_sends_one_parcel_and_cancels_once() {
    let shop = Shop::open().await;
    let (_, _, order) = shop.sell(&[(VASE, 4)]).await;
    let (potter, vases) = (member(POTTER), order.lines[0].id);
    let one_off = Cancel { seen: Some(0), ..cancel(&[(vases, 1)]) };

    shop.orders.ship(&potter, order.id, &parcel(&[(vases, 1)])).await.unwrap();
    let sent = shop.orders.ship(&potter, order.id, &parcel(&[(vases, 1)])).await.unwrap();
    shop.orders.cancel_sold(&potter, order.id, &one_off).await.unwrap();
    let again = shop.orders.cancel_sold(&potter, order.id, &one_off).await.unwrap_err();

    assert_eq!((sent.parcels.len(), sent.lines[0].shipped), (1, 1));
    assert_eq!(again.code, "quantity");
    let after = shop.orders.sold_order(&potter, order.id).await.unwrap();
    assert_eq!((after.lines[0].cancelled, after.refunded), (1, inr(100_000)));
}

#[tokio::test]
async fn no_text_brings_the_database_down() {
    let shop = Shop::open().await;
    let (_, _, order) = shop.sell(&[(VASE, 1)]).await;
    let potter = member(POTTER);

    let note = shop.orders.note_sold(&potter, order.id, &WriteNote { text: "a\0".to_owned() }).await.unwrap_err();
    let off = Cancel { reason: "bro\0ken".to_owned(), ..cancel(&[]) };
    let off = shop.orders.cancel_sold(&potter, order.id, &off).await.unwrap_err();
    let search = Search { text: Some("a@b\0.example".to_owned()), ..Search::default() };

    assert_eq!((note.errors[0].field.as_str(), off.errors[0].field.as_str()), ("text", "reason"));
    assert_eq!(shop.orders.search(&admin(), &search).await.unwrap().items, []);
}

#[tokio::test]
async fn what_is_not_sent_in_time_is_cancelled() {
    let shop = Shop::open().await;
    let (_, late_group, late) = shop.sell(&[(VASE, 1)]).await;
    let (_, _, begun) = shop.sell(&[(VASE, 2)]).await;
    let (_, _, due) = shop.sell(&[(VASE, 1)]).await;
    let potter = member(POTTER);
    shop.orders.ship(&potter, begun.id, &parcel(&[(begun.lines[0].id, 1)])).await.unwrap();
    for order in [late.id, begun.id] {
        shop.execute("update orders.orders set due_at = now() - interval '15 days' where id = $1", order).await;
    }
    shop.execute("update orders.orders set due_at = now() - interval '13 days' where id = $1", due.id).await;

    shop.sweep("cancel late orders").await;
    shop.sweep("cancel late orders").await;

    let mut statuses = Vec::new();
    for order in [&late, &begun, &due] {
        statuses.push(shop.orders.sold_order(&potter, order.id).await.unwrap().status);
    }
    assert_eq!(statuses, [Status::Cancelled, Status::Shipped, Status::Paid]);
    let told = shop.told(late_group).await;
    let Some((3, OrderEvent::Cancelled(event))) = told.last() else { panic!("{told:?}") };
    assert_eq!((event.reason, event.whole, event.paid), (CancelReason::Late, true, true));
    assert_eq!(shop.acts().await, ["order.ship by seller", "order.cancel by system", "order.cancel by system"]);
}

#[tokio::test]
async fn of_cancelling_and_sending_at_once_exactly_one_happens() {
    let shop = Shop::open().await;
    let potter = member(POTTER);

    for _ in 0..10 {
        let (shopper, group, order) = shop.sell(&[(VASE, 1)]).await;
        let (parcel, named) = (parcel(&[]), [order.id]);
        let (sent, cancelled) =
            tokio::join!(shop.orders.ship(&potter, order.id, &parcel), shop.orders.cancel(&shopper, group, &named));

        assert_ne!(sent.is_ok(), cancelled.is_ok());
        let after = shop.orders.sold_order(&potter, order.id).await.unwrap();
        let expected = if sent.is_ok() { (Status::Shipped, 1, 0) } else { (Status::Cancelled, 0, 1) };
        assert_eq!((after.status, after.lines[0].shipped, after.lines[0].cancelled), expected);
    }
}

#[tokio::test]
async fn another_shops_order_does_not_exist() {
    let shop = Shop::open().await;
    let (shopper, _, order) = shop.sell(&[(VASE, 1), (SHAWL, 1)]).await;
    let (id, note) = (order.id, WriteNote { text: "Fragile".to_owned() });

    for stranger in [member(WEAVER), shopper, user(), admin(), Caller::Nobody, Caller::System] {
        let statuses = [
            shop.orders.sold_order(&stranger, id).await.unwrap_err().status,
            shop.orders.pack(&stranger, id).await.unwrap_err().status,
            shop.orders.ship(&stranger, id, &parcel(&[])).await.unwrap_err().status,
            shop.orders.cancel_sold(&stranger, id, &cancel(&[])).await.unwrap_err().status,
            shop.orders.note_sold(&stranger, id, &note).await.unwrap_err().status,
        ];
        assert_eq!(statuses, [404; 5], "{stranger:?}");
    }
    for stranger in [member(POTTER), user(), Caller::Nobody, Caller::System] {
        assert_eq!(shop.orders.market_order(&stranger, id).await.unwrap_err().status, 404);
        assert_eq!(shop.orders.cancel_any(&stranger, id, &cancel(&[])).await.unwrap_err().status, 404);
        assert_eq!(shop.orders.search(&stranger, &Search::default()).await.unwrap_err().status, 404);
    }
    let of_weaver = shop.orders.sold(&member(WEAVER), &Find::default()).await.unwrap();
    assert!(of_weaver.orders.items.iter().all(|row| row.id != id) && of_weaver.orders.items.len() == 1);
    assert_eq!(shop.orders.sold_order(&member(POTTER), id).await.unwrap().status, Status::Paid);
}

#[tokio::test]
async fn a_seller_sees_of_the_buyer_what_the_parcel_needs_as_long_as_it_needs_it() {
    let shop = Shop::open().await;
    let unpaid = shop.shopper_with(&[(VASE, 1)]);
    shop.place(&unpaid).await;
    let potter = member(POTTER);
    let waiting = shop.orders.sold(&potter, &Find::default()).await.unwrap().orders.items[0].id;
    let waiting = shop.orders.sold_order(&potter, waiting).await.unwrap().postal;
    let (_, _, paid) = shop.sell(&[(VASE, 1)]).await;
    shop.orders.ship(&potter, paid.id, &parcel(&[])).await.unwrap();
    shop.bring(&paid).await;
    let arrived = shop.orders.sold_order(&potter, paid.id).await.unwrap().postal;
    shop.execute("update orders.orders set delivered_at = now() - interval '31 days' where id = $1", paid.id).await;
    let settled = shop.orders.sold_order(&potter, paid.id).await.unwrap().postal;
    let (_, _, off) = shop.sell(&[(VASE, 1)]).await;
    let cancelled = shop.orders.cancel_sold(&potter, off.id, &cancel(&[])).await.unwrap().postal;

    assert_eq!((waiting.line1.as_str(), waiting.phone.as_str(), waiting.city.as_str()), ("", "", "Kochi"));
    assert_eq!((paid.postal.line1.as_str(), paid.postal.phone.as_str()), ("14 Lake View Road", "+91 98470 12345"));
    assert_eq!((arrived.line1.as_str(), arrived.phone.as_str()), ("14 Lake View Road", ""));
    let least = Postal { name: "Meera Nair".to_owned(), city: "Kochi".to_owned(), ..Postal::default() };
    assert_eq!([&settled, &cancelled], [&least, &least]);
    assert!(!serde_json::to_string(&paid).unwrap().contains("meera@example.in"));
}

#[tokio::test]
async fn a_seller_finds_orders_by_what_is_to_be_done_by_their_money_and_by_number() {
    let shop = Shop::open().await;
    let approved = SellerApproved {
        seller: POTTER,
        slug: "khurja".to_owned(),
        name: "Khurja".to_owned(),
        place: String::new(),
        tint: "clay".to_owned(),
        about: String::new(),
        returns: String::new(),
        since: 2020,
        ships_in_days: 7,
    };
    shop.hear(&IdentityEvent::SellerApproved(approved)).await;
    let unpaid = shop.shopper_with(&[(VASE, 1)]);
    let offered = shop.orders.checkout(&unpaid, &BTreeMap::new()).await.unwrap().parcels[0].delivery[0].clone();
    let unpaid = shop.place(&unpaid).await;
    let ordered = shop.orders.group(&Caller::System, unpaid.group).await.unwrap().orders[0].delivery.clone();
    // The day may end between them.
    let slow = |today| contracts::delivery::range_from(today, 7, contracts::delivery::STANDARD);
    let today = contracts::delivery::today(OffsetDateTime::now_utc());
    for range in [(offered.earliest, offered.latest), (ordered.earliest, ordered.latest)] {
        assert!([slow(today), slow(today - Duration::DAY)].contains(&range), "{range:?}");
    }
    let (_, _, to_ship) = shop.sell(&[(VASE, 1)]).await;
    let (_, _, packed) = shop.sell(&[(VASE, 2)]).await;
    let potter = member(POTTER);
    shop.orders.pack(&potter, packed.id).await.unwrap();
    shop.orders.cancel_sold(&potter, packed.id, &cancel(&[(packed.lines[0].id, 1)])).await.unwrap();

    let numbers = async |find: Find| {
        let listing = shop.orders.sold(&potter, &find).await.unwrap();
        listing.orders.items.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    let first = format!("{}-1", unpaid.number);
    let tab = |tab| Find { tab, ..Find::default() };
    let money = |payment| Find { payment: Some(payment), ..Find::default() };

    assert_eq!(numbers(tab(Tab::All)).await, [&packed.number, &to_ship.number, &first].map(Clone::clone));
    assert_eq!(numbers(tab(Tab::ToShip)).await, [&to_ship.number, &packed.number].map(Clone::clone));
    assert_eq!(numbers(tab(Tab::Packed)).await, std::slice::from_ref(&packed.number));
    assert!(numbers(tab(Tab::Returns)).await.is_empty());
    assert_eq!(numbers(money(Payment::Unpaid)).await, std::slice::from_ref(&first));
    assert_eq!(numbers(money(Payment::Paid)).await, std::slice::from_ref(&to_ship.number));
    assert_eq!(numbers(money(Payment::Refunded)).await, std::slice::from_ref(&packed.number));
    assert_eq!(numbers(Find { number: Some(unpaid.number.to_lowercase()), ..Find::default() }).await, [first]);
    assert_eq!(numbers(Find { after: Some(packed.id.to_string()), ..Find::default() }).await.len(), 2);
    let counts = shop.orders.sold(&potter, &Find::default()).await.unwrap().counts;
    assert_eq!((counts.to_ship, counts.late, counts.packed, counts.cancelled), (2, 0, 1, 0));
    assert_eq!(to_ship.due_at, to_ship.paid_at.map(|paid_at| contracts::delivery::leaves_by(paid_at, 7)));
}

#[tokio::test]
async fn what_is_to_be_sent_is_listed_by_when_it_is_due_page_by_page() {
    let shop = Shop::open().await;
    let potter = member(POTTER);
    let mut sold = Vec::new();
    for _ in 0..28 {
        sold.push(shop.sell(&[(VASE, 2)]).await.2);
    }
    // The later it was sold, the sooner it is due, two at a time.
    let due = "update orders.orders as o
                  set due_at = now() - interval '2 hours'
                             + (select count(*) from orders.orders as n where n.id > o.id) / 2 * interval '1 day'";
    sqlx::query(due).execute(&shop.database.pool).await.unwrap();
    shop.orders.ship(&potter, sold[27].id, &parcel(&[])).await.unwrap();
    shop.orders.pack(&potter, sold[26].id).await.unwrap();
    shop.orders.ship(&potter, sold[25].id, &parcel(&[(sold[25].lines[0].id, 1)])).await.unwrap();

    let page = async |after| {
        let find = Find { tab: Tab::ToShip, after, ..Find::default() };
        shop.orders.sold(&potter, &find).await.unwrap()
    };
    let first = page(None).await;
    let second = page(first.orders.next.clone()).await;

    let listed = first.orders.items.iter().chain(&second.orders.items).map(|row| row.id);
    let mut places: Vec<usize> = (0..27).collect();
    places.sort_by_key(|place| (27 - place) / 2);
    assert_eq!(listed.collect::<Vec<_>>(), places.iter().map(|place| sold[*place].id).collect::<Vec<_>>());
    assert_eq!((first.orders.items.len(), second.orders.next), (25, None));
    assert!(first.orders.items[0].is_late && !first.orders.items[1].is_late);
    assert_eq!((first.counts.to_ship, first.counts.late, first.counts.packed), (27, 1, 2));
}

#[tokio::test]
async fn an_admin_finds_every_order_and_what_they_note_no_shop_reads() {
    let shop = Shop::open().await;
    let (_, group, order) = shop.sell(&[(VASE, 1), (SHAWL, 1)]).await;
    let (admin, note) = (admin(), |text: &str| WriteNote { text: text.to_owned() });

    shop.orders.note_sold(&member(POTTER), order.id, &note("Wrap twice")).await.unwrap();
    shop.orders.note_any(&admin, order.id, &note("Called the buyer")).await.unwrap();
    let found = shop.orders.market_order(&admin, order.id).await.unwrap();
    let by = async |text: &str, group| {
        let search = Search { text: Some(text.to_owned()), group, ..Search::default() };
        shop.orders.search(&admin, &search).await.unwrap().items.len()
    };

    assert_eq!((found.email.as_str(), found.others.len(), found.order.notes.len()), ("meera@example.in", 1, 2));
    assert_eq!(shop.orders.sold_order(&member(POTTER), order.id).await.unwrap().notes.len(), 1);
    assert_eq!(by("MEERA@example.in", None).await, 2);
    assert_eq!(by(&found.group_number, Some(GroupStatus::Paid)).await, 2);
    assert_eq!(by(&found.group_number, Some(GroupStatus::Pending)).await, 0);
    assert_eq!(by("nobody@example.in", None).await, 0);
    let cancelled = shop.orders.cancel_any(&admin, order.id, &cancel(&[])).await.unwrap();
    assert_eq!(cancelled.order.history.last().unwrap().note, "Cancelled by Levomart: The glaze has cracks.");
    let (_, OrderEvent::Cancelled(event)) = shop.told(group).await.pop().unwrap() else { panic!() };
    assert_eq!(event.reason, CancelReason::Admin);
    assert_eq!(shop.acts().await, ["order.note by seller", "order.note by admin", "order.cancel by admin"]);
}

#[tokio::test]
async fn of_however_many_numbers_that_begin_alike_the_latest_that_fit_are_found() {
    let shop = Shop::open().await;
    let (_, _, early) = shop.sell(&[(VASE, 1)]).await;
    let (_, _, late) = shop.sell(&[(VASE, 1)]).await;
    let many_cancelled = "
        with placed as (
            insert into orders.groups
                   (id, number, buyer, buyer_is_user, email, postal, status, currency, items_minor, delivery_minor,
                    total_minor, units, hold_expires_at)
            select gen_random_uuid(), 'LM-0000-' || n, buyer, buyer_is_user, email, postal, 'cancelled', currency,
                   items_minor, delivery_minor, total_minor, units, hold_expires_at
              from orders.groups
             cross join generate_series(1, 600) as n
             where id = (select group_id from orders.orders where id = $1)
            returning id, number
        )
        insert into orders.orders
               (id, group_id, position, number, seller_id, seller, status, items_minor, delivery_minor, total_minor,
                delivery)
        select gen_random_uuid(), placed.id, 0, placed.number || '-1', o.seller_id, o.seller, 'cancelled',
               o.items_minor, o.delivery_minor, o.total_minor, o.delivery
          from orders.orders as o
         cross join placed
         where o.id = $1";
    shop.execute(many_cancelled, early.id).await;

    let found = async |after: Option<String>| {
        let search = Search { status: Some(Status::Paid), text: Some("lm".to_owned()), after, ..Search::default() };
        let page = shop.orders.search(&admin(), &search).await.unwrap();
        page.items.into_iter().map(|order| order.row.id).collect::<Vec<_>>()
    };

    assert_eq!(found(None).await, [late.id, early.id]);
    assert_eq!(found(Some(late.id.to_string())).await, [early.id]);
}
